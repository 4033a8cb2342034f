/**
 * Customers compressed to distinct cells, on the driver or distributed over a cluster, and sums of
 * likelihoods over them.
 */
package io.perennial.model.cells;
