package io.perennial.cohort;

import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Period;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * What is counted.
 *
 * @param runDate days after it do not exist
 * @param cohorts the period of the first purchase that makes a cohort
 * @param windows over which churn is measured
 * @param policy what a purchase is
 */
public record Scope(
    LocalDate runDate, Period cohorts, ActivityWindows windows, PurchasePolicy policy)
    implements Serializable {}
