package io.perennial.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A chart as the page's script draws it.
 *
 * @param id of its element
 * @param kind {@code lines} or {@code heat}
 * @param left room for labels, in pixels
 */
record Plot(
    String id,
    String kind,
    Axis x,
    Axis y,
    List<Series> series,
    boolean legend,
    int left,
    int right) {
  /**
   * An axis of labels, or with a step one of numbers whose ticks have these labels.
   *
   * @param gaps whether bars stand between the labels
   */
  record Axis(
      String title,
      List<String> labels,
      Double min,
      Double max,
      Double step,
      boolean gaps,
      Integer gap) {
    static Axis of(String title, List<String> labels) {
      return new Axis(title, labels, null, null, null, true, null);
    }

    /** Labels on the ticks themselves, for lines. */
    static Axis points(String title, List<String> labels) {
      return new Axis(title, labels, null, null, null, false, null);
    }

    /** Numbers from 0, or from below, to the largest, with ticks at round numbers. */
    static Axis numbers(String title, double least, double most, DoubleFunction<String> label) {
      double low = Math.min(0, least);
      double high = Math.max(most, low + 1e-9);
      double step = roundStep((high - low) / 5);
      double min = Math.floor(low / step) * step;
      double max = Math.ceil(high / step) * step;
      List<String> labels = new ArrayList<>();
      for (int i = 0; min + i * step <= max + step / 2; i++) {
        labels.add(label.apply(min + i * step));
      }
      return new Axis(title, labels, min, max, step, true, 52);
    }

    /** 1, 2 or 5 times a power of ten, not below the width. */
    static double roundStep(double width) {
      double power = Math.pow(10, Math.floor(Math.log10(width)));
      double times = width / power;
      return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    }
  }

  /**
   * A series.
   *
   * @param kind {@code line}, {@code bar} or {@code range}
   * @param tone {@code accent}, {@code other}, {@code muted} or {@code faint}
   * @param line {@code solid} or {@code dashed}
   * @param stack bars of one stack stand on each other; null for none
   * @param decal whether bars are hatched, so that colour is not alone
   * @param label whether its name stands at its end
   */
  record Series(
      String name,
      String kind,
      String tone,
      String line,
      String stack,
      boolean decal,
      boolean label,
      String symbol,
      List<Point> points) {
    static Series line(String name, String tone, String line, List<Point> points) {
      return new Series(
          name,
          "line",
          tone,
          line,
          null,
          false,
          false,
          points.size() < 2 ? "circle" : null,
          points);
    }

    static Series bars(String name, String tone, String stack, boolean decal, List<Point> points) {
      return new Series(name, "bar", tone, "solid", stack, decal, false, null, points);
    }

    static Series ranges(String name, List<Point> points) {
      return new Series(name, "range", "accent", "solid", null, false, false, null, points);
    }

    Series named() {
      return new Series(name, kind, tone, line, stack, decal, true, symbol, points);
    }

    Series marked() {
      return new Series(name, kind, tone, line, stack, decal, label, "circle", points);
    }
  }

  /** A point; x only where the axis has numbers or the kind is heat, y null where nothing is. */
  record Point(Double x, Double y, Double low, Double high, Double heat, String text, String tip) {
    static Point of(Number y, String text) {
      return new Point(null, y == null ? null : y.doubleValue(), null, null, null, text, null);
    }

    static Point range(Number low, Number high) {
      return low == null || high == null
          ? of(null, null)
          : new Point(null, null, low.doubleValue(), high.doubleValue(), null, null, null);
    }

    static Point heat(int x, int y, double heat, String text, String tip) {
      return new Point((double) x, (double) y, null, null, heat, text, tip);
    }
  }

  static Plot lines(String id, Axis x, Axis y, List<Series> series, boolean legend) {
    return new Plot(id, "lines", x, y, series, legend, 76, 48);
  }

  static Plot heat(String id, Axis x, Axis y, List<Point> points) {
    return new Plot(
        id,
        "heat",
        x,
        y,
        List.of(new Series("", "heat", "accent", "solid", null, false, false, null, points)),
        false,
        96,
        24);
  }
}
