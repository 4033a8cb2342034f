package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.model.FittedModels;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.publish.ModelStore;
import io.perennial.publish.StoredModel;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Decides whether the stored current models will do for a run, by {@code models.reuse-days}. */
final class ModelReuse {
  /**
   * @param models the stored models to score with; empty: the run fits its own
   * @param sentence why, for people
   */
  record Decision(Optional<FittedModels> models, String sentence) {}

  private final SparkSession spark;
  private final Job job;
  private final Settings.Models settings;
  private final ModelStore store;
  private final ModelCatalog catalog;
  private final RunRecord record;
  private final String rule;
  private final Optional<String> elected;

  ModelReuse(Run run) {
    this.spark = run.spark;
    this.job = run.job;
    this.settings = run.settings.models();
    this.store = run.store();
    this.catalog = new ModelCatalog(run.settings);
    this.record = run.record;
    this.rule = run.settings.championRule();
    this.elected = run.elected;
  }

  /** Decides. Stored models that cannot be read are reported and do not stop the run. */
  Decision decide() {
    try {
      Optional<StoredModel> stored = catalog.current(store);
      return stored.isEmpty() ? fit("none are stored yet.") : judge(stored.get());
    } catch (Exception damage) { // Scala throws checked ones without declaring them
      Decision decision =
          fit(
              "the stored ones cannot be used. "
                  + String.valueOf(damage.getMessage()).lines().findFirst().orElse(""));
      record.warn(decision.sentence());
      return decision;
    }
  }

  private Decision judge(StoredModel spend) throws Exception {
    FitOrigin origin = FitOrigin.read(spark, spend.directory().toString());
    LocalDate runDate = record.runDate();
    long days = ChronoUnit.DAYS.between(origin.runDate(), runDate);
    String age =
        "fitted for %s, %d day%s before this run date (perennial.models.reuse-days is %d)"
            .formatted(origin.runDate(), days, days == 1 ? "" : "s", settings.reuseDays());
    String those = "those of version " + spend.version();
    if (days < 0) {
      return fit("%s were fitted for %s, after this run date.".formatted(those, origin.runDate()));
    }
    if (days > settings.reuseDays()) {
      return fit("%s were %s.".formatted(those, age));
    }
    String differences =
        differences(origin.settings(), FitOrigin.settings(job.effectiveConfiguration()));
    if (!differences.isEmpty()) {
      return fit("%s were fitted with %s.".formatted(those, differences));
    }
    FittedModels models = catalog.load(store, spend, origin.purchases());
    String champion = models.champion().orElseThrow().summary().name();
    if (elected.isPresent() && !elected.get().equals(champion)) {
      return fit("%s have %s, and the back-test %s.".formatted(those, champion, elected.get()));
    }
    tried(models).stream()
        .filter(name -> !origin.purchases().contains(name))
        .forEach(
            name ->
                record.warn(
                    "%s could not be fitted for version %s. The run goes on without it."
                        .formatted(name, spend.version())));
    return new Decision(
        Optional.of(models),
        "The models of version %s are used, %s.".formatted(spend.version(), age));
  }

  /** The configured purchase models that the fit came to, see {@link ModelCatalog#fitPurchases}. */
  private List<String> tried(FittedModels models) {
    PurchaseModel<?> champion = models.champion().orElseThrow();
    List<String> configured = settings.purchases();
    if (rule.equals(Settings.Models.BACKTEST)) {
      return List.of(champion.summary().name());
    }
    return rule.equals(Settings.Models.FIRST) && champion.isIdentified()
        ? configured.subList(0, configured.indexOf(champion.summary().name()) + 1)
        : configured;
  }

  /** Which keys had another value, in a sentence that goes on; empty where none had. */
  static String differences(Map<String, String> then, Map<String, String> now) {
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(then.get(key), now.get(key)))
        .map(
            key ->
                "%s = %s, which is %s now"
                    .formatted(
                        key, then.getOrDefault(key, "unset"), now.getOrDefault(key, "unset")))
        .collect(Collectors.joining(", "));
  }

  private static Decision fit(String reason) {
    return new Decision(Optional.empty(), "Models are fitted: " + reason);
  }
}
