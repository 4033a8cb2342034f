/**
 * The domain: what a customer did day by day, what of it is a purchase, and what is known of it as
 * of a date. Histories are built from classified rows in one shuffle and one sort, they can be
 * merged, and everything downstream is a function of them; what became of every row stands beside
 * them.
 */
package io.perennial.history;
