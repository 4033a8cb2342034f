package io.perennial.report;

import io.perennial.config.Settings;
import io.perennial.report.page.Page;
import io.perennial.report.page.Section;
import io.perennial.run.Manifest;
import io.perennial.table.ScoreCells;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The report of a run: one HTML file that loads nothing, made from the run's published tables, its
 * manifest and the history alone. The same run gives the same bytes. Its size does not depend on
 * the number of customers: what could be long is cut after the largest, and the rest summed up.
 */
public final class Report {
  /** The directory of reports, beside the tables. */
  public static final String DIRECTORY = "report";

  /** The file in the directory of a run date. */
  public static final String FILE = "index.html";

  private static final int NONCE_DIGITS = 32;

  /** In the order in which a board asks. */
  private static final Map<String, Part> EXECUTIVE = new LinkedHashMap<>();

  /** In the order of those who run a shop. */
  private static final List<String> SHOP =
      List.of(
          "changes",
          "targets",
          "first",
          "products",
          "segments",
          "acquisition",
          "cohorts",
          "base",
          "value",
          "experiments",
          "subscriptions",
          "forecasts",
          "quality",
          "definitions");

  static {
    EXECUTIVE.put("changes", new ChangesPart());
    EXECUTIVE.put("value", new ValuePart());
    EXECUTIVE.put("cohorts", new CohortsPart());
    EXECUTIVE.put("acquisition", new AcquisitionPart());
    EXECUTIVE.put("first", new FirstPart());
    EXECUTIVE.put("base", new BasePart());
    EXECUTIVE.put("segments", new SegmentsPart());
    EXECUTIVE.put("products", new ProductsPart());
    EXECUTIVE.put("subscriptions", new SubscriptionsPart());
    EXECUTIVE.put("experiments", new ExperimentsPart());
    EXECUTIVE.put("forecasts", new ForecastsPart());
    EXECUTIVE.put("targets", new TargetsPart());
    EXECUTIVE.put("quality", new QualityPart());
    EXECUTIVE.put("definitions", new DefinitionsPart());
  }

  private final Settings.Report settings;
  private final String currency;

  /**
   * @param currency that amounts are in
   */
  public Report(Settings.Report settings, String currency) {
    this.settings = settings;
    this.currency = currency;
  }

  /**
   * Writes the page.
   *
   * @param manifest of the run, complete but for its last stages
   * @param scores of the run, summed up
   * @param history of runs; later ones than this are left out
   */
  public byte[] page(
      Manifest manifest, PublishedTables tables, ScoreCells scores, RunHistory history) {
    Scope scope = new Scope(settings, currency, manifest, tables, scores, history);
    List<Section> sections = new ArrayList<>();
    for (Part part : parts()) {
      part.section(scope).ifPresent(sections::add);
    }
    Texts texts = scope.texts;
    Page page =
        new Page(
            settings.locale(),
            texts.of("title"),
            texts.of("kicker"),
            List.of(
                texts.of("facts.date", scope.formats.date(manifest.runDate())),
                texts.of("facts.currency", currency),
                texts.of("facts.run", manifest.runId())),
            nonce(manifest),
            sections,
            new Page.Labels(
                texts.of("label.contents"),
                texts.of("label.figures"),
                texts.of("label.skip"),
                texts.of("label.sort"),
                texts.of("label.no-script"),
                texts.of("label.missing"),
                texts.of("label.definition")),
            scope.missing(),
            ScriptJson.write(Map.of("charts", scope.plots())),
            texts.of("footer", manifest.versions().perennial(), manifest.versions().spark()),
            Templates.ASSETS);
    return Templates.write(page).getBytes(StandardCharsets.UTF_8);
  }

  private List<Part> parts() {
    return settings.layout() == Settings.Report.Layout.SHOP
        ? SHOP.stream().map(EXECUTIVE::get).toList()
        : List.copyOf(EXECUTIVE.values());
  }

  /** Not to be known before the run, but the same whenever its report is made. */
  private static String nonce(Manifest manifest) {
    return DigestUtils.sha256Hex(manifest.runId() + "\n" + manifest.startedAt())
        .substring(0, NONCE_DIGITS);
  }
}
