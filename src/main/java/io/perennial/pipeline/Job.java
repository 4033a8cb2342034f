package io.perennial.pipeline;

import io.perennial.config.Settings;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A job: a command with everything it needs.
 *
 * @param command the command
 * @param settings the checked configuration
 * @param effectiveConfiguration every key in effect with its value, secrets masked, for the
 *     manifest
 * @param configHash of the effective configuration
 * @param runDate the business date; without it the newest plausible day of the data
 * @param today the date that it is, in the configured zone: transactions are not later
 * @param mode whether anything may be written
 * @param clock for the times of stages and the age of locks; no result depends on it
 */
public record Job(
    Command command,
    Settings settings,
    SortedMap<String, String> effectiveConfiguration,
    String configHash,
    Optional<LocalDate> runDate,
    LocalDate today,
    Mode mode,
    InstantSource clock) {

  /** Whether the job only reports what it would do. */
  boolean isDry() {
    return mode == Mode.DRY_RUN || command == Command.VALIDATE;
  }

  /** Whether the job changes the output directory. */
  boolean writesTables() {
    return !isDry() && command != Command.SIMULATE;
  }

  /** Whether anything may be written. */
  public enum Mode {
    WRITE,
    DRY_RUN
  }
}
