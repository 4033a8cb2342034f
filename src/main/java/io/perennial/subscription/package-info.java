/**
 * Subscriptions: recurring revenue by month and what moved it, and how long accounts live. The
 * rules are plain Java over the price periods of one customer; one shuffle brings these together.
 */
package io.perennial.subscription;
