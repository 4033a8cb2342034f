package io.perennial.report.page;

/**
 * A cell of a table.
 *
 * @param text as people read it
 * @param value as machines read it, not rounded; null for text, and where nothing is known
 * @param look how it is set
 * @param heat 0 for none to 10, the depth of its ground
 */
public record Cell(String text, String value, Look look, int heat) {
  /** How a cell is set. */
  public enum Look {
    TEXT,
    NUMBER,
    /** Nothing is known; the text says why, for those who listen. */
    BLANK,
    /** Not final: projected, or of a period that has not ended. */
    OPEN
  }

  public static Cell text(String text) {
    return new Cell(text, null, Look.TEXT, 0);
  }

  /** The same cell on a ground of this depth. */
  public Cell heated(int depth) {
    return new Cell(text, value, look, depth);
  }

  /** The same cell, as one whose figure is not final. */
  public Cell open() {
    return new Cell(text, value, look == Look.BLANK ? look : Look.OPEN, heat);
  }

  /** The classes of style that it has. */
  public String style() {
    String style =
        switch (look) {
          case TEXT -> "";
          case NUMBER -> "n";
          case BLANK -> "n none";
          case OPEN -> "n open";
        };
    return heat == 0 ? style : style + " h" + heat;
  }
}
