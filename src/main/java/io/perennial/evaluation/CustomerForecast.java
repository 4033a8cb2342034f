package io.perennial.evaluation;

import io.perennial.model.interval.Interval;

/**
 * What a model says of a customer.
 *
 * @param frequency repeat purchases so far
 * @param forecast expected over the horizon
 * @param deviation standard deviation around it
 * @param own the interval of the model
 */
record CustomerForecast(
    Target target, int frequency, double pAlive, double forecast, double deviation, Interval own) {}
