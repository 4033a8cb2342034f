/**
 * Reads transaction rows from any Spark source and classifies each as accepted or, with the reason,
 * as left out.
 */
package io.perennial.ingest;
