package io.perennial.model.spend;

import io.perennial.model.fit.FitSummary;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a run expects a purchase of a customer to be worth; one of {@link SpendModels}. */
public sealed interface SpendForecast permits GammaGammaForecast, MeanForecast, NoForecast {
  /** The name in {@code models.spend}. */
  String name();

  /** Adds the expected value of a future purchase, null where there is none; a map. */
  Dataset<Row> transform(Dataset<Row> customers);

  /** The fit, where there was one. */
  default Optional<FitSummary> summary() {
    return Optional.empty();
  }

  /** Stores it in a directory that exists, or is made, by {@link SpendModels#load}'s rules. */
  void save(String directory) throws IOException;
}
