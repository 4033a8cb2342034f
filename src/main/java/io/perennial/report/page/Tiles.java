package io.perennial.report.page;

import java.util.List;

/** Large figures side by side. */
public record Tiles(List<Tile> tiles) implements Block {
  /**
   * A figure.
   *
   * @param name of the figure
   * @param figure with its value
   * @param range its interval in words; null for none
   * @param change against the run before, in words; null for none
   * @param direction 1 up, -1 down, 0 neither
   * @param line its course over the runs, null where there are fewer than two
   * @param definition what it is and by which policy
   */
  public record Tile(
      String name,
      String column,
      Cell figure,
      String range,
      String change,
      int direction,
      Sparkline line,
      String definition) {}

  /**
   * A small line.
   *
   * @param path of an SVG
   * @param x of its last point
   * @param y of its last point
   * @param label what it shows
   */
  public record Sparkline(String path, double x, double y, String label) {}
}
