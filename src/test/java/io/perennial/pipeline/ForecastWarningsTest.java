package io.perennial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ForecastWarningsTest {
  @Test
  void totalsMayBeAFifthOff() {
    assertThat(ForecastWarnings.level("bg-nbd", "spend", 80.0, 100.0)).isEmpty();
    assertThat(ForecastWarnings.level("bg-nbd", "spend", 125.0, 100.0)).isEmpty();
    assertThat(ForecastWarnings.level("bg-nbd", "spend", null, 100.0)).isEmpty();
    assertThat(ForecastWarnings.level("bg-nbd", "spend", 79.0, 100.0)).isPresent();
    assertThat(ForecastWarnings.level("bg-nbd", "spend", 126.0, 100.0).orElseThrow())
        .startsWith("In the back-test, total spend was 1.26 times what bg-nbd forecast");
  }

  @Test
  void likelihoodsMayDifferByALittle() {
    Map<String, Double> fits = Map.of("bg-nbd", -9582.4, "pareto-nbd", -9595.0, "nbd", -9763.7);
    // 2,357 customers: 23.57 from the best is as far as it goes.
    assertThat(ForecastWarnings.likelihood("bg-nbd", fits, 2357)).isEmpty();
    assertThat(ForecastWarnings.likelihood("pareto-nbd", fits, 2357)).isEmpty();
    assertThat(ForecastWarnings.likelihood("pareto-nbd", fits, 1000)).isPresent();
    assertThat(ForecastWarnings.likelihood("nbd", fits, 2357).orElseThrow())
        .startsWith("The log-likelihood of nbd is -9763.7, far below the -9582.4 of bg-nbd");
    assertThat(ForecastWarnings.likelihood("gone", fits, 2357)).isEmpty();
  }

  @Test
  void horizonsMayBeFourFifthsOfTheHistory() {
    assertThat(ForecastWarnings.horizon(292, 365)).isEmpty();
    assertThat(ForecastWarnings.horizon(293, 365).orElseThrow()).endsWith("to 182 days.");
    assertThat(ForecastWarnings.horizon(365, 365)).isPresent();
    assertThat(ForecastWarnings.horizon(366, 365).orElseThrow())
        .contains("further than anything the models were fitted to");
  }
}
