package io.perennial.report;

import io.perennial.config.Settings;
import io.perennial.report.page.Column;
import io.perennial.run.Manifest;
import io.perennial.schema.Period;
import io.perennial.table.ScoreCells;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the parts of a report are written from, and what they leave besides their sections. */
final class Scope {
  final Texts texts;
  final Formats formats;
  final Settings.Report settings;
  final String currency;
  final Manifest manifest;
  final PublishedTables tables;
  final ScoreCells scores;

  /** Up to this run, which is the last of them. */
  final RunHistory history;

  private final Map<String, Optional<List<Values>>> read = new HashMap<>();
  private final LocalDate firstCohort;
  private final List<Plot> plots = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  Scope(
      Settings.Report settings,
      String currency,
      Manifest manifest,
      PublishedTables tables,
      ScoreCells scores,
      RunHistory history) {
    this.settings = settings;
    this.currency = currency;
    this.texts = new Texts(settings.locale());
    this.formats = new Formats(Locale.forLanguageTag(settings.locale()), currency, texts);
    this.manifest = manifest;
    this.tables = tables;
    this.scores = scores;
    this.history = history.until(manifest.runDate());
    Period period = cohortPeriod();
    this.firstCohort = period.plus(period.startOf(manifest.runDate()), 1 - CohortsPart.COHORTS);
  }

  /** The rows of a table that does not grow with the customers, read once; empty without it. */
  Optional<List<Values>> table(String name) {
    return read.computeIfAbsent(name, any -> tables.rows(name).map(Values::list));
  }

  /** The same; none without the table. */
  List<Values> rows(String table) {
    return table(table).orElse(List.of());
  }

  /** Whether the cohort of a row has a row of its own in the report; those before share one. */
  boolean isShown(Values row) {
    return !row.date("cohort").isBefore(firstCohort);
  }

  /** Has a chart drawn, in the element of its id. */
  void draw(Plot plot) {
    plots.add(plot);
  }

  List<Plot> plots() {
    return plots;
  }

  /** Says at the end of the report what the run does not have. */
  void isMissing(String key, Object... values) {
    missing.add(texts.of("missing." + key, values));
  }

  List<String> missing() {
    return missing;
  }

  /** The run before this one. */
  Optional<KeyFigures> before() {
    return history.before(manifest.runDate()).last();
  }

  /** A configured value of the run; the word if a version did not know the key. */
  String configured(String key, String otherwise) {
    return manifest.config().getOrDefault("perennial." + key, otherwise);
  }

  Period cohortPeriod() {
    return Period.valueOf(configured("cohorts.period", "month").toUpperCase(Locale.ROOT));
  }

  /** Whether the run forecast money. */
  boolean forecasts() {
    return manifest.value() != null && manifest.value().predictedClv() != null;
  }

  /** A column of a published table, with the title and the definition that its name has. */
  Column column(String name, boolean numeric) {
    return new Column(title(name), name, numeric, texts.orWord("define." + name, null));
  }

  /** What a figure is called, at the beginning of a line. */
  String title(String name) {
    return capital(texts.orWord("column." + name, name));
  }

  /** Words at the beginning of a line. */
  String capital(String words) {
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(formats.locale()) + words.substring(1);
  }

  /** A column that no published table has. */
  Column ownColumn(String title, boolean numeric) {
    return new Column(capital(title), null, numeric, null);
  }

  /** A name that data brings, in the words of the report where it has some. */
  String word(String kind, String name) {
    if (name == null) {
      return capital(texts.of("all"));
    }
    String words = texts.orWord(kind + "." + name, null);
    return words == null ? name : capital(words);
  }

  /** The same within a sentence. */
  String words(String kind, String name) {
    return texts.orWord(kind + "." + name, name);
  }
}
