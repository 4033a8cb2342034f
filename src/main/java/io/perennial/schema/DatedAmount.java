package io.perennial.schema;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Money spent on winning customers over some days, or visits of a day.
 *
 * @param start first day
 * @param end last day, not before the first
 * @param channel empty where it is of no channel in particular
 * @param kind of spend: media, agency, salary, …
 * @param amount of at most six decimal places, not negative
 */
public record DatedAmount(
    LocalDate start,
    LocalDate end,
    Optional<String> channel,
    Optional<String> kind,
    BigDecimal amount) {}
