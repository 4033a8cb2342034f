package io.perennial.cli;

import io.perennial.config.SecretMask;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.PrintStream;
import java.util.List;
import org.apache.commons.lang3.StringUtils;

/** Prints why a job failed, in sentences. */
final class FailureReport {
  private static final int MAX_MESSAGE_LENGTH = 300; // characters

  private final PrintStream err;

  FailureReport(PrintStream err) {
    this.err = err;
  }

  void print(JobFailure failure) {
    List<String> problems = failure.problems();
    err.printf(
        "%nperennial: %s (exit code %d)%n",
        headline(failure.exitCode()), failure.exitCode().number());
    for (String problem : problems) {
      err.println("  - " + SecretMask.text(problem).strip().replace("\n", "\n    "));
    }
    if (failure.exitCode() == ExitCode.USAGE) {
      err.println("perennial --help shows commands and options.");
    }
  }

  /** A defect: one line here, the trace in the log. */
  void print(Throwable defect) {
    String message = defect.getMessage() == null ? "" : ": " + firstLine(defect.getMessage());
    err.printf(
        "%nperennial: unexpected failure (exit code %d): %s%s; the full trace is in the log,"
            + " which goes to stderr unless log4j2.properties says otherwise%n",
        ExitCode.UNEXPECTED.number(), defect.getClass().getName(), message);
  }

  private static String headline(ExitCode exitCode) {
    return switch (exitCode) {
      case DONE, UNEXPECTED -> "the job ended";
      case USAGE -> "the command line cannot be understood";
      case CONFIGURATION -> "the configuration cannot be used";
      case INPUT -> "the input cannot be used";
      case QUALITY_GATE -> "a quality gate was not passed, nothing was published";
      case NO_MODEL -> "no model could be fitted";
      case PUBLISH -> "the output could not be published";
      case LOCKED -> "another run holds the target";
    };
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    return StringUtils.abbreviate(SecretMask.text(line), MAX_MESSAGE_LENGTH);
  }
}
