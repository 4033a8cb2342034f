package io.perennial.failure;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Ends a job for a reason its user can act on. Each problem says what is wrong, with which value,
 * what was expected and what to do; all problems found are reported at once.
 */
public final class JobFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\n\r\t]]");

  private final ExitCode exitCode;
  private final List<String> problems;

  /**
   * @param exitCode what the process exits with
   * @param problems at least one sentence a user can act on
   * @param cause the exception behind it, for the log; null when the problem was found by a check
   */
  public JobFailure(ExitCode exitCode, List<String> problems, Throwable cause) {
    super(printable(String.join("\n", problems)), cause);
    this.exitCode = exitCode;
    this.problems = problems.stream().map(JobFailure::printable).toList();
  }

  /** Control characters in names and values of the input must not reach the terminal. */
  private static String printable(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll(match -> "\\\\u%04x".formatted((int) match.group().charAt(0)));
  }

  /** A failure with one problem, found by a check. */
  public JobFailure(ExitCode exitCode, String problem) {
    this(exitCode, List.of(problem), null);
  }

  /** A failure with one problem and the exception behind it, which may be null. */
  public JobFailure(ExitCode exitCode, String problem, Throwable cause) {
    this(exitCode, List.of(problem), cause);
  }

  /** What the process exits with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** The problems, as sentences; at least one. */
  public List<String> problems() {
    return problems;
  }
}
