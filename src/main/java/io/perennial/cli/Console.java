package io.perennial.cli;

import io.perennial.config.LoadedConfiguration;
import io.perennial.pipeline.Progress;
import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.commons.lang3.StringUtils;

/** Prints the progress of a job to the terminal. */
final class Console implements Progress {
  private static final int STAGE_WIDTH = 34; // characters, filled up with dots
  private static final int ROWS_WIDTH = 20;
  private static final int DURATION_WIDTH = 14;

  private final PrintStream out;

  /** The stages that have begun and not ended. */
  private final Deque<Line> running = new ArrayDeque<>();

  /** The one of these whose line has been begun; null for none. */
  private Line open;

  /** The lines of stages that ended before the one whose line has been begun. */
  private final List<String> held = new ArrayList<>();

  /** What the line of a stage begins with. */
  private record Line(String stage, int number, int total) {
    @Override
    public String toString() {
      String place =
          StringUtils.leftPad(Integer.toString(number), Integer.toString(total).length());
      return StringUtils.rightPad("[%s/%d] %s ".formatted(place, total, stage), STAGE_WIDTH, '.');
    }
  }

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
  public synchronized void plan(List<String> lines) {
    closeLine();
    out.println("Plan");
    lines.forEach(line -> wrapped("  ", line));
    out.println();
  }

  @Override
  public synchronized void started(String stage, int number, int total) {
    running.add(new Line(stage, number, total));
    if (open == null) {
      begin(running.getLast());
    }
  }

  private void begin(Line line) {
    out.print(line);
    out.flush();
    open = line;
  }

  @Override
  public synchronized void finished(
      String stage, int number, int total, long rows, double seconds) {
    Line line = new Line(stage, number, total);
    String end =
        StringUtils.leftPad(rows < 0 ? "" : Figures.count(rows) + " rows", ROWS_WIDTH)
            + StringUtils.leftPad(Figures.duration(seconds), DURATION_WIDTH);
    running.remove(line);
    if (open == null) {
      out.println(line + end);
    } else if (open.equals(line)) {
      out.print(end);
      closeLine();
    } else {
      held.add(line + end);
    }
    if (open == null && !running.isEmpty()) {
      begin(running.getFirst());
    }
  }

  @Override
  public synchronized void warning(String sentence) {
    closeLine();
    wrapped("  ", "warning: " + sentence);
  }

  @Override
  public synchronized void summary(Manifest manifest, List<TopCustomer> top) {
    closeLine();
    out.println();
    new Summary(manifest, top).lines().forEach(out::println);
    out.flush();
  }

  private void wrapped(String indent, String text) {
    TextTable.wrap(text, TextTable.CONSOLE_WIDTH - 2 * indent.length())
        .forEach(line -> out.println(indent + line));
  }

  /** Ends the line that has been begun, and says what has ended meanwhile. */
  synchronized void closeLine() {
    if (open != null) {
      out.println();
      open = null;
    }
    held.forEach(out::println);
    held.clear();
  }
}
