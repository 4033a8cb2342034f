package io.perennial.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import io.perennial.model.btyd.PurchaseLikelihood;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.contractual.ContractualLikelihood;
import io.perennial.model.contractual.ContractualModel;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.ml.LearnedCustomers;
import io.perennial.model.ml.SpendLearnerModel;
import io.perennial.model.spend.GammaGammaModel;
import io.perennial.model.spend.SpendLikelihood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models saved by released versions, see {@link SavedModels}. */
class SavedModelsTest {
  private static SparkSession spark;

  @BeforeAll
  static void startSession() {
    spark = SparkTestSession.shared();
  }

  @ParameterizedTest(name = "{0} saved by {1}")
  @MethodSource("saved")
  void isReadWithItsParametersAndForecasts(SavedModels.Kind kind, Path directory) {
    Transformer model = load(directory);

    FitSummary fit = summary(model);
    assertThat(fit.name()).isEqualTo(kind.family().name());
    for (int i = 0; i < kind.parameters().length; i++) {
      String name = kind.family().parameters().get(i).name();
      assertThat(fit.parameters().get(name))
          .as(name)
          .isCloseTo(kind.parameters()[i], within(1e-3 * fit.standardErrors().get(name)));
    }
    assertThat(fit.replicates()).isEmpty();
    assertForecasts(model, kind.expected());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void encodersAreReadAndEncode(Path directory) {
    Transformer encoder = load(directory);

    Row unknown = scored(encoder, "SELECT CAST(NULL AS STRING) source, 60.0 dollars");
    assertThat(unknown.<Double>getAs("channel=shop")).isZero();
    assertThat(unknown.<Double>getAs("channel=missing")).isEqualTo(1);
    assertThat(unknown.<Double>getAs("basket")).isEqualTo(60 - 49.5);
  }

  /** Large customers spend 20 and were forecast 10, the others spend nothing. */
  @ParameterizedTest
  @MethodSource("learners")
  void learnersAreReadAndKnowWhoSpends(Path directory) {
    Transformer learner = load(directory);
    String spend = "expected_spend_" + directory.getFileName().toString().split("-")[0];

    List<Row> customers = learner.transform(LearnedCustomers.frame()).collectAsList();
    for (Row customer : customers) {
      double middle = LearnedCustomers.isLarge(customer.getAs("customer_id")) ? 15 : 5;
      assertThat(customer.<Double>getAs(spend)).isCloseTo(middle, within(5.000001));
    }
    assertThat(((SpendLearnerModel<?>) learner).summary().rows()).isEqualTo(customers.size());
  }

  @Test
  void everyModelHasOne() {
    assertThat(SavedModels.kinds()).allSatisfy(kind -> assertThat(named(kind.name())).isNotEmpty());
    assertThat(directories()).hasSize(saved().size() + learners().size() + encoders().size());
    List<String> kept =
        directories().stream().map(directory -> load(directory).getClass().getName()).toList();
    List<String> models =
        ServiceLoader.load(Transformer.class).stream()
            .map(provider -> provider.type().getName())
            .filter(name -> name.startsWith("io.perennial.model.")) // what learns
            .toList();
    assertThat(kept).containsAll(models);
  }

  static List<Arguments> saved() {
    List<Arguments> saved = new ArrayList<>();
    for (SavedModels.Kind kind : SavedModels.kinds()) {
      named(kind.name()).forEach(directory -> saved.add(Arguments.of(kind, directory)));
    }
    return saved;
  }

  static List<Path> learners() {
    return SavedModels.learners().keySet().stream().flatMap(name -> named(name).stream()).toList();
  }

  static List<Path> encoders() {
    return named(SavedModels.ENCODER);
  }

  private static List<Path> named(String name) {
    return directories().stream()
        .filter(directory -> directory.getFileName().toString().equals(name))
        .toList();
  }

  /** All that is kept, of all versions. */
  private static List<Path> directories() {
    return directories(SavedModels.folder()).stream()
        .flatMap(version -> directories(version).stream())
        .toList();
  }

  private static void assertForecasts(Transformer model, CellLikelihood expected) {
    if (model instanceof PurchaseModel<?> purchases) {
      double unit = purchases.timeUnitDays();
      // Columns that a model without covariates does not look at.
      PurchaseLikelihood likelihood =
          ((PurchaseLikelihood) expected).given(new double[] {50.0, 1.0});
      double age = 6 * unit;
      double recency = 4 * unit;
      Row row =
          scored(
              model,
              "SELECT 2 frequency, %s recency_days, %s age_days, 50.0 dollars, 1 january",
              recency,
              age);
      double alive = likelihood.pAlive(2, 4, 6);
      double horizon = (int) model.getOrDefault(purchases.horizonDays()) / unit;
      close(row, "p_alive", alive);
      close(
          row,
          "expected_purchases",
          alive * likelihood.ifAlive(2, 4, 6).expectedPurchases(horizon));
    } else if (model instanceof ContractualModel<?>) {
      Row row = scored(model, "SELECT 3 renewals, 0 has_left");
      close(row, "next_retention", ((ContractualLikelihood) expected).retention(4));
    } else {
      Row row = scored(model, "SELECT 5 frequency, 50.0 monetary_value");
      close(row, "expected_purchase_value", ((SpendLikelihood) expected).expectedValue(5, 50));
    }
  }

  private static Row scored(Transformer model, String customer, Object... values) {
    return model.transform(spark.sql(customer.formatted(values))).first();
  }

  private static void close(Row row, String column, double expected) {
    assertThat(row.<Double>getAs(column)).as(column).isCloseTo(expected, within(1e-3 * expected));
  }

  private static FitSummary summary(Transformer model) {
    return model instanceof PurchaseModel<?> purchases
        ? purchases.summary()
        : model instanceof ContractualModel<?> contractual
            ? contractual.summary()
            : ((GammaGammaModel) model).summary();
  }

  /** Reads a stage of any class, as a pipeline does. */
  private static Transformer load(Path directory) {
    return (Transformer)
        DefaultParamsReader$.MODULE$.loadParamsInstance(directory.toString(), spark);
  }

  private static List<Path> directories(Path parent) {
    try (Stream<Path> directories = Files.list(parent)) {
      return directories.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
