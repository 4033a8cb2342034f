package io.perennial.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.text.WordUtils;

/**
 * A table of aligned columns. When it would be wider than the console, the widest column of text is
 * wrapped at spaces; words are never broken, so that paths can be copied.
 */
final class TextTable {
  /** How the cells of a column are aligned. */
  enum Align {
    LEFT,
    RIGHT
  }

  static final int CONSOLE_WIDTH = 100; // characters

  private static final String GAP = "  ";
  private static final int MIN_WRAPPED_WIDTH = 20;

  private final String indent;
  private final List<Align> aligns;
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(String indent, List<Align> aligns) {
    this.indent = indent;
    this.aligns = aligns;
  }

  static TextTable of(String indent, Align... aligns) {
    return new TextTable(indent, List.of(aligns));
  }

  TextTable row(String... cells) {
    // Values of the input may hold control characters, which must not move the cursor.
    rows.add(Arrays.stream(cells).map(cell -> cell.replaceAll("\\p{Cntrl}", "?")).toList());
    return this;
  }

  List<String> lines() {
    int[] widths =
        IntStream.range(0, aligns.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    int width = indent.length() + Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    if (width > CONSOLE_WIDTH) {
      int widest = widestText(widths);
      widths[widest] = Math.max(MIN_WRAPPED_WIDTH, widths[widest] - (width - CONSOLE_WIDTH));
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      addRow(lines, row, widths);
    }
    return lines;
  }

  private int widestText(int[] widths) {
    int widest = 0;
    for (int column = 0; column < widths.length; column++) {
      if (aligns.get(column) == Align.LEFT && widths[column] >= widths[widest]) {
        widest = column;
      }
    }
    return widest;
  }

  private void addRow(List<String> lines, List<String> row, int[] widths) {
    List<List<String>> wrapped = new ArrayList<>();
    for (int column = 0; column < widths.length; column++) {
      wrapped.add(wrap(row.get(column), widths[column]));
    }
    int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder(indent);
      for (int column = 0; column < widths.length; column++) {
        List<String> cell = wrapped.get(column);
        String part = line < cell.size() ? cell.get(line) : "";
        text.append(column == 0 ? "" : GAP)
            .append(
                aligns.get(column) == Align.LEFT
                    ? StringUtils.rightPad(part, widths[column])
                    : StringUtils.leftPad(part, widths[column]));
      }
      lines.add(text.toString().stripTrailing());
    }
  }

  static List<String> wrap(String text, int width) {
    return text.length() <= width
        ? List.of(text)
        : WordUtils.wrap(text, width, "\n", false).lines().toList();
  }
}
