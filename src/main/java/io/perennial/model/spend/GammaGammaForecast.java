package io.perennial.model.spend;

import io.perennial.model.fit.FitSummary;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The expected value by a fitted Gamma-Gamma. */
public record GammaGammaForecast(GammaGammaModel model) implements SpendForecast {
  @Override
  public String name() {
    return GammaGammaLikelihood.FAMILY.name();
  }

  @Override
  public Dataset<Row> transform(Dataset<Row> customers) {
    return model.transform(customers);
  }

  @Override
  public Optional<FitSummary> summary() {
    return Optional.of(model.summary());
  }

  @Override
  public void save(String directory) throws IOException {
    model.write().save(directory);
  }
}
