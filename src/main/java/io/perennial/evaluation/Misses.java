package io.perennial.evaluation;

import java.util.Optional;

/**
 * How far the forecasts of a model missed in a back-test: what intervals of the next forecast are
 * made of.
 *
 * @param customers limits of their intervals, at the origin that says most; empty where it forecast
 *     over another horizon or at another level: how far a customer is off depends on both
 * @param totals error of the sum over all customers, at all origins; empty where nothing was
 *     forecast or happened
 */
public record Misses(
    Target target, Optional<IntervalLimits> customers, Optional<TotalError> totals) {}
