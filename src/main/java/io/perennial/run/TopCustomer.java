package io.perennial.run;

/**
 * One line of the value table shown at the end of a run. Money in the input's currency. Forecasts
 * are null where there is no model of them.
 *
 * @param customerId as text
 * @param historicalClv margin to date
 * @param expectedPurchases purchase days over the horizon
 * @param predictedClv discounted margin over the horizon
 */
public record TopCustomer(
    String customerId,
    String segment,
    double historicalClv,
    Double pAlive,
    Double expectedPurchases,
    Double predictedClv) {}
