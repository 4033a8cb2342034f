/**
 * What customers did by time: cohorts since their first purchase, fixed ages, periods of the
 * calendar, the second purchase. {@link io.perennial.cohort.Activity} counts all of it in one pass;
 * each {@code Counter} counts one subject.
 */
package io.perennial.cohort;
