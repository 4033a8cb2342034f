package io.perennial.cli;

import io.perennial.config.LoadedConfiguration;
import io.perennial.pipeline.Progress;
import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import java.io.PrintStream;
import java.util.List;
import org.apache.commons.lang3.StringUtils;

/** Prints the progress of a job to the terminal. */
final class Console implements Progress {
  private static final int STAGE_WIDTH = 34; // characters, filled up with dots
  private static final int ROWS_WIDTH = 20;
  private static final int DURATION_WIDTH = 14;

  private final PrintStream out;

  /** Whether the line of the running stage has not been ended yet. */
  private boolean lineOpen;

  Console(PrintStream out) {
    this.out = out;
  }

  /**
   * The keys in effect and their origins: either only those that differ from the defaults, or all
   * keys, with the differing ones marked.
   */
  void configuration(LoadedConfiguration loaded, Arguments.Detail detail) {
    boolean all = detail == Arguments.Detail.EVERYTHING;
    List<String> different =
        loaded.effective().keySet().stream().filter(key -> !loaded.isDefault(key)).toList();
    out.printf(
        "Configuration %s: %s%n",
        loaded.hash(),
        all
            ? "%d keys, %d differ (*) from the defaults"
                .formatted(loaded.effective().size(), different.size())
            : "%d keys differ from the defaults (--verbose shows all)".formatted(different.size()));
    TextTable table = TextTable.of("", TextTable.Align.LEFT, TextTable.Align.LEFT);
    for (String key : all ? loaded.effective().keySet() : different) {
      boolean isMarked = all && different.contains(key);
      table.row(
          (isMarked ? "  * " : all ? "    " : "  ") + key,
          inOneLine(loaded.effective().get(key))
              + (loaded.isBuiltIn(key) ? "" : "  (%s)".formatted(loaded.origins().get(key))));
    }
    table.lines().forEach(out::println);
    out.println();
  }

  /** Expressions may be written over several lines. */
  private static String inOneLine(String value) {
    return value.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public void plan(List<String> lines) {
    closeLine();
    out.println("Plan");
    lines.forEach(line -> wrapped("  ", line));
    out.println();
  }

  @Override
  public void started(String stage, int number, int total) {
    closeLine();
    out.print(
        StringUtils.rightPad(
            "[%s/%d] %s "
                .formatted(
                    StringUtils.leftPad(Integer.toString(number), Integer.toString(total).length()),
                    total,
                    stage),
            STAGE_WIDTH,
            '.'));
    out.flush();
    lineOpen = true;
  }

  @Override
  public void finished(String stage, int number, int total, long rows, double seconds) {
    if (!lineOpen) {
      started(stage, number, total);
    }
    out.println(
        StringUtils.leftPad(rows < 0 ? "" : Figures.count(rows) + " rows", ROWS_WIDTH)
            + StringUtils.leftPad(Figures.duration(seconds), DURATION_WIDTH));
    lineOpen = false;
  }

  @Override
  public void warning(String sentence) {
    closeLine();
    wrapped("  ", "warning: " + sentence);
  }

  @Override
  public void summary(Manifest manifest, List<TopCustomer> top) {
    closeLine();
    out.println();
    new Summary(manifest, top).lines().forEach(out::println);
    out.flush();
  }

  private void wrapped(String indent, String text) {
    TextTable.wrap(text, TextTable.CONSOLE_WIDTH - 2 * indent.length())
        .forEach(line -> out.println(indent + line));
  }

  /** Ends the line of a stage that did not finish. */
  void closeLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }
}
