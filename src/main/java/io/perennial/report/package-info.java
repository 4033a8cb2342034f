/**
 * The report of a run, one HTML file made from published tables and manifests alone, and the table
 * {@code runs}, which keeps the key figures of every run. {@code page} is what templates show.
 */
package io.perennial.report;
