/**
 * Reads transaction rows from any Spark source, tells accepted rows from others, and says why of
 * every other one.
 */
package io.perennial.ingest;
