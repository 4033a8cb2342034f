package io.perennial.pipeline;

import java.util.Locale;

/** The commands of Perennial. */
public enum Command {
  RUN("the nightly job: ingest, histories, fit, score, cohorts, report, publish"),
  VALIDATE("reads configuration and input, prints what would be read, rejected and written"),
  FIT("fits models on histories and stores them with a version"),
  SCORE("scores with a stored model version and publishes"),
  BACKTEST("forecasts the past with every configured model and baseline, and says how well"),
  REPORT("writes the report of a published run again: that of --run-date, or the newest"),
  SIMULATE("writes a synthetic transaction log of a given size and known parameters");

  private final String description;

  Command(String description) {
    this.description = description;
  }

  /** The command as typed by the user. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the command does, for the help text. */
  public String description() {
    return description;
  }
}
