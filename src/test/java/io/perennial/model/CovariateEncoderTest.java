package io.perennial.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.covariates.CovariateEncoding;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CovariateEncoderTest {
  @TempDir Path directory;

  /** 100 web, 60 shop, 40 without, and 25 spread over five rare levels. */
  private static final String CHANNEL =
      """
      CASE WHEN id < 100 THEN 'web' WHEN id < 160 THEN 'shop' WHEN id < 200 THEN NULL
      ELSE concat('rare-', id % 5) END\
      """;

  @Test
  void textBecomesIndicatorsAgainstTheMostFrequentLevel() {
    CovariateEncoder encoder = encoder(225, Map.of("channel", CHANNEL));

    assertThat(encoder.covariateCols())
        .containsExactly("channel=shop", "channel=missing", "channel=other");
    assertThat(encoder.encoding().attributes().get(0).reference()).isEqualTo("web");
    assertThat(encoder.encoding().warnings()).isEmpty();
    assertThat(encoded(encoder, "'web'")).containsExactly(0, 0, 0);
    assertThat(encoded(encoder, "'shop'")).containsExactly(1, 0, 0);
    assertThat(encoded(encoder, "CAST(NULL AS STRING)")).containsExactly(0, 1, 0);
    assertThat(encoded(encoder, "'rare-3'")).containsExactly(0, 0, 1);
    assertThat(encoded(encoder, "'never seen'")).containsExactly(0, 0, 1);
  }

  @Test
  void rareLevelsWithoutCompanyAreTheReference() {
    CovariateEncoder encoder = encoder(219, Map.of("channel", CHANNEL));

    assertThat(encoder.covariateCols()).containsExactly("channel=shop", "channel=missing");
    assertThat(encoded(encoder, "'rare-3'")).containsExactly(0, 0);
    assertThat(encoded(encoder, "'never seen'")).containsExactly(0, 0);
  }

  @Test
  void levelsOfEqualFrequencyAreInAlphabeticalOrder() {
    CovariateEncoder encoder =
        encoder(120, Map.of("plan", "element_at(array('c', 'a', 'b'), CAST(id % 3 AS INT) + 1)"));

    assertThat(encoder.encoding().attributes().get(0).reference()).isEqualTo("a");
    assertThat(encoder.covariateCols()).containsExactly("plan=b", "plan=c");
  }

  @Test
  void numbersAreDistancesFromTheMean() {
    CovariateEncoder encoder = encoder(101, Map.of("basket", "IF(id = 7, NULL, id * 1.5D)"));

    // 75.68 without the missing one.
    assertThat(encoder.encoding().attributes().get(0).mean()).isEqualTo(75.645);
    assertThat(encoded(encoder, "80D")).containsExactly(80 - 75.645);
    assertThat(encoded(encoder, "CAST(NULL AS DOUBLE)")).containsExactly(0);
  }

  @Test
  void whatTellsNothingIsLeftOutWithAWarning() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("channel", CHANNEL);
    attributes.put("plan", "IF(id >= 160 AND id < 200, NULL, 'gold')"); // missing as channel is
    attributes.put("country", "'DE'");
    attributes.put("year", "2025");
    attributes.put("nothing", "CAST(NULL AS DOUBLE)");
    CovariateEncoder encoder = encoder(225, attributes);

    assertThat(encoder.covariateCols())
        .containsExactly("channel=shop", "channel=missing", "channel=other");
    assertThat(encoder.encoding().warnings())
        .containsExactly(
            "Attribute country tells nothing: fewer than two levels have 20 customers or more.",
            "No customer has the attribute nothing: it tells nothing.",
            "Covariate plan=missing is left out: it has one value, or those before it determine"
                + " it.",
            "Covariate year is left out: it has one value, or those before it determine it.",
            "Covariate nothing is left out: it has one value, or those before it determine it.");
  }

  @Test
  void tooManyLevelsAreRefused() {
    assertThat(encoder(1000, Map.of("zip", "CAST(id % 50 AS STRING)")).covariateCols()).hasSize(49);
    assertThatThrownBy(() -> encoder(1020, Map.of("zip", "CAST(id % 51 AS STRING)")))
        .isInstanceOfSatisfying(
            JobFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Attribute zip has more than 50 levels of 20 customers or more; expected fewer. Group"
                + " them in its expression, with CASE WHEN for example.");
  }

  @Test
  void comesBackFromDiskAsItWas() throws Exception {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("channel", CHANNEL);
    attributes.put("basket", "sqrt(id)");
    CovariateEncoder encoder = encoder(225, attributes);
    String path = directory.resolve("encoder").toString();
    encoder.write().save(path);
    CovariateEncoder loaded = CovariateEncoder.load(path);

    assertThat(loaded.uid()).isEqualTo(encoder.uid());
    assertThat(loaded.encoding()).isEqualTo(encoder.encoding());
    Dataset<Row> customers = customers(225, attributes);
    List<Row> expected = encoder.transform(customers).collectAsList();
    assertThat(loaded.transform(customers).collectAsList()).isEqualTo(expected);
    assertThat(encoder.copy(ParamMap.empty()).transform(customers).collectAsList())
        .isEqualTo(expected);
    assertThat(encoder.transformSchema(customers.schema()).fieldNames())
        .isEqualTo(encoder.transform(customers).columns());
  }

  @Test
  void columnsThatAreThereAreNotOverwritten() {
    CovariateEncoder encoder = encoder(100, Map.of("basket", "sqrt(id)"));

    assertThatThrownBy(
            () ->
                encoder.transform(
                    SparkTestSession.shared().sql("SELECT 1D AS raw_basket, 2 AS basket")))
        .hasMessage(
            "CovariateEncoder adds column basket, which is there already. Rename one of them.");
  }

  private static CovariateEncoder encoder(int customers, Map<String, String> attributes) {
    Map<String, String> columns = new LinkedHashMap<>();
    attributes.keySet().forEach(name -> columns.put(name, "raw_" + name));
    return new CovariateEncoder(CovariateEncoding.of(customers(customers, attributes), columns));
  }

  private static Dataset<Row> customers(int count, Map<String, String> attributes) {
    String[] columns =
        attributes.entrySet().stream()
            .map(each -> "%s AS raw_%s".formatted(each.getValue(), each.getKey()))
            .toArray(String[]::new);
    return SparkTestSession.shared().range(count).selectExpr(columns);
  }

  /** What the first attribute's covariates are for a value. */
  private static double[] encoded(CovariateEncoder encoder, String value) {
    String column = encoder.encoding().attributes().get(0).column();
    Row row =
        encoder
            .transform(SparkTestSession.shared().sql("SELECT %s AS %s".formatted(value, column)))
            .first();
    double[] covariates = new double[encoder.covariateCols().length];
    for (int j = 0; j < covariates.length; j++) {
      covariates[j] = row.getDouble(j + 1);
    }
    return covariates;
  }
}
