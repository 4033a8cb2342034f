package io.perennial.economics;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Customers who bought for the first time on a day.
 *
 * @param channel that they came by; empty where it is not known
 */
public record Won(LocalDate day, Optional<String> channel, long customers) {}
