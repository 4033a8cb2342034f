/**
 * Models of customers who are known to have left when they have: retention of subscribers by the
 * number of renewals.
 */
package io.perennial.model.contractual;
