/**
 * Customer histories: one row a customer with what was bought on each day, built in one shuffle and
 * mergeable, from which everything downstream is a plain function.
 */
package io.perennial.history;
