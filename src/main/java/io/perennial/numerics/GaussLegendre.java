package io.perennial.numerics;

import java.util.function.DoubleUnaryOperator;

/** Gauss-Legendre quadrature with a fixed number of points on panels of equal length. */
public final class GaussLegendre {
  private final double[] nodes;
  private final double[] weights;

  private GaussLegendre(double[] nodes, double[] weights) {
    this.nodes = nodes;
    this.weights = weights;
  }

  /** The rule with n points, exact for polynomials of degree 2n − 1. */
  public static GaussLegendre points(int n) {
    double[] nodes = new double[n];
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      // Newton's iteration on the Legendre polynomial from Tricomi's approximation of its root.
      double x = -Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = 0.0;
      for (int step = 0; step < 8; step++) {
        double previous = 1.0;
        double current = x;
        for (int k = 2; k <= n; k++) {
          double next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
          previous = current;
          current = next;
        }
        slope = n * (x * current - previous) / (x * x - 1.0);
        x -= current / slope;
      }
      nodes[i] = x;
      weights[i] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
    return new GaussLegendre(nodes, weights);
  }

  /**
   * The integral of {@code f} over [from, to], cut into equal panels no longer than {@code
   * longestPanel}.
   */
  public double integral(DoubleUnaryOperator f, double from, double to, double longestPanel) {
    int panels = Math.max(1, (int) Math.ceil((to - from) / longestPanel));
    double half = 0.5 * (to - from) / panels;
    double sum = 0.0;
    for (int panel = 0; panel < panels; panel++) {
      double middle = from + (2 * panel + 1) * half;
      for (int i = 0; i < nodes.length; i++) {
        sum += weights[i] * f.applyAsDouble(middle + half * nodes[i]);
      }
    }
    return half * sum;
  }
}
