package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PurchaseModelsTest {
  @Test
  void theNamesAreThoseOfTheListedModelsOfTransactionLogs() {
    assertThat(PurchaseModels.names())
        .containsExactly("bg-nbd", "mbg-nbd", "bg-cnbd-k", "mbg-cnbd-k", "pareto-nbd", "nbd");
    for (String name : PurchaseModels.names()) {
      assertThat(PurchaseModels.estimator(name).orElseThrow().modelName()).isEqualTo(name);
    }
    assertThat(PurchaseModels.estimator("bg-bb")).isEmpty();
  }
}
