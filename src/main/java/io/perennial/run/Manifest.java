package io.perennial.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run did, for people and machines: written last, as {@code manifest.json}. Amounts are
 * exact sums in the input's currency.
 *
 * @param modelReuse a sentence on whether stored models were used and why; null where {@code
 *     models.reuse-days} does not ask for it
 */
public record Manifest(
    String runId,
    Status status,
    String reason,
    int exitCode,
    String command,
    LocalDate runDate,
    Instant startedAt,
    Instant finishedAt,
    Versions versions,
    SortedMap<String, String> config,
    String configHash,
    Input input,
    Counts counts,
    List<Gate> gates,
    String modelReuse,
    List<Model> models,
    Value value,
    List<Table> tables,
    List<Stage> stages,
    List<String> warnings,
    Customers customers) {

  /** The manifest as it is written: indented JSON in UTF-8. */
  public byte[] toJson() {
    return ManifestJson.write(this);
  }

  /**
   * Reads a manifest. What a later version has added is passed over.
   *
   * @throws IllegalArgumentException when the bytes are no manifest
   */
  public static Manifest read(byte[] json) {
    return ManifestJson.read(json);
  }

  /** How the run ended. */
  public enum Status {
    @JsonProperty("published")
    PUBLISHED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("dry-run")
    DRY_RUN
  }

  public record Versions(String perennial, String spark, String java) {}

  /** Timestamps are those of accepted rows, in the configured zone. */
  public record Input(
      String path,
      String table,
      long files,
      long rows,
      BigDecimal amount,
      String firstTimestamp,
      String lastTimestamp) {}

  public record RowsAmount(long rows, BigDecimal amount) {}

  public record Quarantined(long rows, BigDecimal amount, SortedMap<String, Long> reasons) {}

  public record Counts(
      RowsAmount accepted,
      RowsAmount filtered,
      RowsAmount afterRunDate,
      Quarantined quarantined,
      long customers,
      long customersWithoutPurchase,
      long customerDays,
      long purchaseDays) {}

  /**
   * The account of the customers input; null where none was read.
   *
   * @param rows that name a customer
   * @param withoutPurchase rows of customers who have no purchase up to the run date
   * @param missing customers with a purchase and without a row
   * @param missingAttributes by attribute, customers who have a row without it
   * @param references by attribute, the level or the number of the customers whom the parameters
   *     describe before coefficients come in; empty until the models are there
   */
  public record Customers(
      long rows,
      long withoutPurchase,
      long missing,
      Map<String, Long> missingAttributes,
      Map<String, String> references) {
    /** The same with these reference levels. */
    public Customers withReferences(Map<String, String> others) {
      return new Customers(rows, withoutPurchase, missing, missingAttributes, others);
    }
  }

  /** A quality gate's outcome: {@code passed}, {@code warning} or {@code failed}. */
  public record Gate(String name, String outcome, String finding) {}

  /**
   * A fitted model; {@code champion} says whether its forecasts are in the scores, {@code
   * intervals} are low and high ends of its parameters, where there was a bootstrap.
   */
  public record Model(
      String name,
      String version,
      boolean champion,
      Map<String, Double> parameters,
      Map<String, Double> standardErrors,
      Map<String, List<Double>> intervals,
      double logLikelihood,
      long customers,
      long cells,
      int iterations,
      boolean converged,
      Map<String, Double> diagnostics,
      List<String> warnings) {}

  /**
   * Totals of the scores table. Churn is the measured monthly churn of the classic formula; null
   * where the data is too short. The ends of intervals are null without a bootstrap.
   *
   * @param intervalLevel probability that an interval holds what will be
   * @param returnsShare part of purchases that comes back on days that are none, measured; taken off
   *     the formula, the expected revenue and the predicted value
   */
  public record Value(
      double historicalClv,
      Double formulaClv,
      Double monthlyChurn,
      double expectedPurchases,
      double expectedRevenue,
      double predictedClv,
      int horizonDays,
      double intervalLevel,
      Double expectedPurchasesLow,
      Double expectedPurchasesHigh,
      Double predictedClvLow,
      Double predictedClvHigh,
      double returnsShare) {}

  public record Table(String name, String path, long rows) {}

  public record Stage(String name, double seconds, Long rows) {}
}
