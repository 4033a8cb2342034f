package io.perennial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/**
 * A Markdown table of the site's page on studies, in target/studies. It is written row by row, so
 * that a study that fails leaves what it has found.
 */
public final class StudyTable {
  private static final int MOST_SPLITS = Integer.getInteger("study.splits", Integer.MAX_VALUE);

  private final Path file;
  private final String head;
  private boolean isBegun;
  private int splits;

  /**
   * @param name of the file
   * @param head the first two lines
   */
  public StudyTable(String name, String head) {
    this.file = Path.of("target", "studies", name);
    this.head = head;
  }

  /** Begins with another shop, date or horizon; skips it beyond {@code study.splits} of them. */
  void nextSplit() {
    splits++;
    Assumptions.assumeTrue(splits <= MOST_SPLITS, "beyond study.splits");
  }

  /** Whether no split was skipped: what holds for all together need not hold for a few. */
  boolean isWhole() {
    return splits <= MOST_SPLITS;
  }

  /** Adds a row; the first one replaces what an earlier study wrote. */
  public void add(String row) {
    try {
      if (!isBegun) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, head);
        isBegun = true;
      }
      Files.writeString(file, row + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A figure as a cell, empty where it is null. */
  static String cell(String format, Double value) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
  }
}
