package io.perennial.report.page;

import java.util.List;

/** A bridge from one amount to another, drawn by the server. */
public record Bridge(String id, String finding, String note, List<Step> steps) implements Block {
  /** Of the drawing, in its own units. */
  public static final int HEIGHT = 220;

  public static final int STEP_WIDTH = 128;

  /** Above and below the pillars. */
  private static final int MARGIN = 34;

  /**
   * A pillar, or a part that leads from one to the next.
   *
   * @param from where it begins, in the amounts' unit
   * @param to where it ends
   */
  public record Step(
      String name, String text, String value, boolean pillar, double from, double to) {}

  /** Its width in its own units. */
  public int width() {
    return STEP_WIDTH * steps.size();
  }

  /** The upper edge of a step, in units of the drawing. */
  public String top(Step step) {
    return number(y(Math.max(step.from, step.to)));
  }

  /** Its height, at least one unit. */
  public String height(Step step) {
    return number(Math.max(1, y(Math.min(step.from, step.to)) - y(Math.max(step.from, step.to))));
  }

  /** Where its amount is written. */
  public String label(Step step) {
    return number(y(Math.max(step.from, step.to)) - 8);
  }

  /** The classes of style that a step has. */
  public String style(Step step) {
    return step.pillar ? "pillar" : step.to >= step.from ? "up" : "down";
  }

  private double y(double amount) {
    double low = low();
    double high = high();
    double span = high > low ? high - low : 1;
    return MARGIN + (HEIGHT - 2 * MARGIN) * (high - amount) / span;
  }

  private double low() {
    return steps.stream().mapToDouble(step -> Math.min(step.from, step.to)).min().orElse(0);
  }

  private double high() {
    return steps.stream().mapToDouble(step -> Math.max(step.from, step.to)).max().orElse(1);
  }

  private static String number(double x) {
    return String.format(java.util.Locale.ROOT, "%.1f", x);
  }
}
