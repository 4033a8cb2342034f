package io.perennial.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.perennial.config.Keys;
import io.perennial.config.Version;
import io.perennial.model.FittedModels;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * The data and the configuration that the models of a version were fitted with: one line of JSON in
 * {@code origin}, in the directory of the spend model.
 *
 * @param runDate run date of the fit
 * @param purchases the purchase models that could be fitted
 * @param settings the version of Perennial, and the keys of the configuration that can change a fit
 */
record FitOrigin(LocalDate runDate, List<String> purchases, SortedMap<String, String> settings) {
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

  /** The keys of a configuration that can change a fit. */
  static SortedMap<String, String> settings(Map<String, String> configuration) {
    SortedMap<String, String> settings = new TreeMap<>(configuration);
    settings.keySet().removeIf(key -> !Keys.changesFits(key));
    settings.put("version of Perennial", Version.perennial());
    return settings;
  }

  void write(SparkSession spark, String model) {
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

  static FitOrigin read(SparkSession spark, String model) throws JsonProcessingException {
    return JSON.readValue(spark.read().textFile(file(model)).first(), FitOrigin.class);
  }

  private static String file(String model) {
    return new Path(model, "origin").toString();
  }
}
