package io.perennial.economics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Money spent on winning customers.
 *
 * @param start first day that it is spent on
 * @param end last day, not before the first
 * @param channel empty where it is spent on no channel in particular
 * @param kind media, agency, salary, …
 * @param amount not negative
 */
public record Spend(
    LocalDate start,
    LocalDate end,
    Optional<String> channel,
    Optional<String> kind,
    BigDecimal amount) {}
