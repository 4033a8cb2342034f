/** Acquisition cohorts: size, retention and revenue by period since the first purchase. */
package io.perennial.cohort;
