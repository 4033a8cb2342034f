/**
 * What is published, one file a table: its columns, its rows, what has to hold of them, and its
 * line in the plan. Everything that goes over tables goes over {@link io.perennial.table.Tables}.
 */
package io.perennial.table;
