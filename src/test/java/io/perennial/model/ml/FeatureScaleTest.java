package io.perennial.model.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class FeatureScaleTest {
  private static final FeatureScale SCALE =
      new FeatureScale(new double[] {1, 7, -.5}, new double[] {.5, 0, 2});

  @Test
  void logarithmsAreStandardisedAndWhatIsTheSameForAllIsLeftOut() {
    double[] scaled = SCALE.scaled(Vectors.dense(4, 9, -3));
    assertThat(scaled).hasSize(2);
    assertThat(scaled[0]).isCloseTo((Math.log(5) - 1) / .5, within(1e-12));
    assertThat(scaled[1]).isCloseTo((-Math.log(4) + .5) / 2, within(1e-12));
    assertThat(SCALE.varying()).containsExactly(0, 2);
  }

  @Test
  void nobodyIsFurtherOutThanThreeStandardDeviations() {
    assertThat(SCALE.scaled(Vectors.dense(1e9, 9, -1e9))).containsExactly(3, -3);
  }

  @Test
  void predictorsStayWithinTheirRange() {
    LinearPredictor predictor = new LinearPredictor(1, new double[] {2, -1}, -1.5, 4);
    assertThat(predictor.at(new double[] {1, .5})).isEqualTo(2.5);
    assertThat(predictor.at(new double[] {3, -3})).isEqualTo(4);
    assertThat(predictor.at(new double[] {-3, 3})).isEqualTo(-1.5);
  }
}
