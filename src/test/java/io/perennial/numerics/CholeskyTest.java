package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class CholeskyTest {
  @Test
  void invertsAPositiveDefiniteMatrix() {
    double[][] matrix = {{4, 2, 0.6}, {2, 5, 1}, {0.6, 1, 3}};
    double[][] inverse = Cholesky.of(matrix).orElseThrow().inverse();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = 0;
        for (int k = 0; k < 3; k++) {
          product += matrix[i][k] * inverse[k][j];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-15));
      }
    }
  }

  @Test
  void hasNoFactorOfAMatrixThatIsSingularOrIndefinite() {
    assertThat(Cholesky.of(new double[][] {{1, 1}, {1, 1}})).isEmpty();
    assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isEmpty();
    assertThat(Cholesky.of(new double[][] {{Double.NaN}})).isEmpty();
  }
}
