/** Recency, frequency and monetary features of customers, and their quintile scores. */
package io.perennial.features;
