package io.perennial.report.page;

import java.util.List;

/** Horizontal bars, drawn by the server, with their figures beside them. */
public record Bars(String id, String finding, String note, List<Bar> bars) implements Block {
  /**
   * A bar.
   *
   * @param share of the width, 0 to 1
   */
  public record Bar(String name, String text, String value, double share) {
    /** In percent of the width. */
    public String width() {
      return String.format(java.util.Locale.ROOT, "%.2f", 100 * Math.max(0, Math.min(1, share)));
    }
  }
}
