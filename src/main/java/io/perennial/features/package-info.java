/** Recency, frequency and monetary features of customers, and their scores. */
package io.perennial.features;
