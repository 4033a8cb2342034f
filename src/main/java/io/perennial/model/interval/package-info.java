/** How far off forecasts may be: intervals for customers, cohorts and all customers. */
package io.perennial.model.interval;
