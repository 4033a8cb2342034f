/**
 * How good forecasts would have been: the past is forecast as it was known at earlier dates, the
 * origins, and held against what followed. Metrics, baselines and the choice of the champion are
 * plain Java.
 */
package io.perennial.evaluation;
