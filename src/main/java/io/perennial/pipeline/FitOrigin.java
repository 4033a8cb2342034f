package io.perennial.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.perennial.config.Version;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * What the models of one version were fitted to: one line of JSON in {@code origin}, in the
 * directory of the spend model.
 *
 * @param runDate the last day they know of
 * @param purchases the purchase models that could be fitted
 * @param settings the version of Perennial, and the configuration without what cannot change a fit
 */
record FitOrigin(LocalDate runDate, List<String> purchases, SortedMap<String, String> settings) {
  /** Keys, or beginnings of keys. A key that is not here is taken to change fits. */
  private static final List<String> NO_PART_IN_FITS =
      List.of(
          "perennial.cohorts.",
          "perennial.rfm.",
          "perennial.quality.",
          "perennial.clv.",
          "perennial.intervals.level",
          "perennial.output.",
          "perennial.simulate.",
          "perennial.models.champion",
          "perennial.models.version",
          "perennial.models.reuse-days",
          "perennial.input.path",
          "perennial.input.table",
          "perennial.input.format",
          "perennial.input.options.",
          "perennial.input.customers.path",
          "perennial.input.customers.table",
          "perennial.input.customers.format",
          "perennial.input.customers.options.");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  static FitOrigin of(LocalDate runDate, FittedModels models, Map<String, String> configuration) {
    return new FitOrigin(
        runDate,
        models.purchases().stream().map(model -> model.summary().name()).toList(),
        settings(configuration));
  }

  /** What of a configuration decides how models are fitted. */
  static SortedMap<String, String> settings(Map<String, String> configuration) {
    SortedMap<String, String> settings = new TreeMap<>(configuration);
    settings.keySet().removeIf(key -> NO_PART_IN_FITS.stream().anyMatch(key::startsWith));
    settings.put("version of Perennial", Version.perennial());
    return settings;
  }

  void write(SparkSession spark, Path model) {
    try {
      spark
          .createDataset(List.of(JSON.writeValueAsString(this)), Encoders.STRING())
          .coalesce(1)
          .write()
          .text(file(model));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Dates and texts can be written as JSON", e);
    }
  }

  static FitOrigin read(SparkSession spark, Path model) throws JsonProcessingException {
    return JSON.readValue(spark.read().textFile(file(model)).first(), FitOrigin.class);
  }

  private static String file(Path model) {
    return new Path(model, "origin").toString();
  }
}
