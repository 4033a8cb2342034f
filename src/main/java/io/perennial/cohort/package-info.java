/** Acquisition cohorts: who came when, who came back, and what they brought. */
package io.perennial.cohort;
