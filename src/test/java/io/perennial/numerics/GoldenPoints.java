package io.perennial.numerics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Rows of a golden file: comment, header, then numbers, the last of which is the value. */
public final class GoldenPoints {
  private GoldenPoints() {}

  /** The rows of the resource beside {@code owner}. */
  public static List<double[]> read(Class<?> owner, String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(owner.getResourceAsStream(name), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .skip(2)
          .map(
              line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
