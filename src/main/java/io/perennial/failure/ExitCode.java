package io.perennial.failure;

/** How a run ended, as stated by the process exit code and the manifest. */
public enum ExitCode {
  /** The command did what was asked; help and dry runs too. */
  DONE(0),
  /** A defect of Perennial or of the platform. */
  UNEXPECTED(1),
  /** The command line cannot be understood. */
  USAGE(2),
  /** The configuration cannot be read or holds an unknown key or a bad value. */
  CONFIGURATION(3),
  /** The input is missing, has another schema than configured, or holds no accepted row. */
  INPUT(4),
  /** A quality gate of error level was not passed. */
  QUALITY_GATE(5),
  /** None of the configured models could be fitted. */
  NO_MODEL(6),
  /** The output cannot be written or did not pass its own checks. */
  PUBLISH(7),
  /** Another run holds the target. */
  LOCKED(8);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process exit code. */
  public int number() {
    return number;
  }
}
