package io.perennial.model;

import io.perennial.model.cells.Cells;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The CDNOW 1/10 sample (Fader and Hardie 2001), calibration to 1997-09-30, compressed: see
 * cdnow_cells.py beside the files.
 */
public final class Cdnow {
  private Cdnow() {}

  /** The distinct (frequency, recency, age) in weeks of all 2,357 customers. */
  public static Cells purchasesInWeeks() {
    return Cells.of(
        lines("cdnow_purchases.csv").stream()
            .map(v -> new Cells.Cell((int) v[0], v[1] / 7, v[2] / 7, v[3]))
            .toList());
  }

  /** The distinct (frequency, mean value in dollars) of the 946 customers who bought again. */
  public static Cells spend() {
    return Cells.of(
        lines("cdnow_spend.csv").stream()
            .filter(v -> v[0] > 0 && v[1] > 0)
            .map(
                v -> {
                  double mean = v[1] / 100 / v[0];
                  return new Cells.Cell((int) v[0], mean, Math.log(mean), v[2]);
                })
            .toList());
  }

  /** The values of a file, line by line. */
  public static List<double[]> lines(String file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Cdnow.class.getResourceAsStream(file), StandardCharsets.US_ASCII))) {
      return reader
          .lines()
          .filter(line -> Character.isDigit(line.charAt(0)))
          .map(
              line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
