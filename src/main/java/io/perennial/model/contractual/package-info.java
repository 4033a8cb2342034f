/**
 * Models of contractual settings, where it is observed when a customer leaves: retention of
 * subscribers by the number of renewals.
 */
package io.perennial.model.contractual;
