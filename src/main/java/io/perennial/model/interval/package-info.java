/** Intervals around forecasts, for customers, cohorts and all customers. */
package io.perennial.model.interval;
