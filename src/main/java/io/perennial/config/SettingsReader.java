package io.perennial.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads each section into its record and checks every value, and the values against each other. */
final class SettingsReader {
  private static final List<String> OUTPUT_FORMATS = List.of("parquet", "orc");

  /** Sources that cannot be read without a path or a table; others may be complete by options. */
  private static final Set<String> FORMATS_WITH_LOCATION =
      Set.of("parquet", "orc", "csv", "json", "text", "xml", "avro", "delta", "iceberg", "hudi");

  private static final int RFM_LIMITS = 4;

  /** More days than any history has. */
  private static final BigDecimal LONGEST_DAYS = BigDecimal.valueOf(1_000_000);

  /** As much as fits into a customer's history. */
  private static final BigDecimal LARGEST_REVENUE = BigDecimal.valueOf(9_000_000_000_000L);

  private static final String COVARIATES = "a list of attributes such as [channel, plan]";
  private static final String ATTRIBUTE_NAME =
      "a name of letters, digits, _ and -, beginning with a letter";

  private final Section root;
  private final Set<Requirement> requirements;
  private final Violations violations;

  SettingsReader(ConfigObject root, Set<Requirement> requirements, Violations violations) {
    this.root = new Section(ConfigurationReader.ROOT, root, violations);
    this.requirements = requirements;
    this.violations = violations;
  }

  Settings read() {
    Settings settings =
        new Settings(
            input(root.section("input")),
            calendar(root.section("calendar")),
            new Settings.Purchases(
                root.section("purchases").choice("zero-day", Settings.ZeroDay.class)),
            new Settings.Cohorts(root.section("cohorts").choice("period", Settings.Period.class)),
            rfm(root.section("rfm").section("limits")),
            quality(root.section("quality")),
            models(root.section("models")),
            clv(root.section("clv")),
            intervals(root.section("intervals")),
            output(root.section("output")),
            simulate(root.section("simulate")));
    checkMargin();
    checkPlaces();
    return settings;
  }

  private Settings.Input input(Section input) {
    Settings.Input read =
        new Settings.Input(
            input.optionalText("path", "the path of the transactions"),
            input.optionalText("table", "a table name such as catalog.db.transactions"),
            input.text("format", "the name of a Spark source such as parquet, csv or jdbc"),
            input.section("options").flattened(),
            columns(input.section("columns")),
            input.optionalText("filter", "a Spark SQL predicate"),
            customers(input.section("customers")));
    checkLocation(input, read.source(), requirements.contains(Requirement.INPUT), "transactions");
    return read;
  }

  private Settings.Customers customers(Section customers) {
    Settings.Source source =
        new Settings.Source(
            customers.optionalText("path", "the path of the customers"),
            customers.optionalText("table", "a table name such as catalog.db.customers"),
            customers.text("format", "the name of a Spark source such as parquet, csv or jdbc"),
            customers.section("options").flattened());
    Section columns = customers.section("columns");
    Map<String, String> attributes = new TreeMap<>(columns.flattened());
    attributes.remove("customer");
    for (String name : attributes.keySet()) {
      if (!name.matches("[\\p{L}_][\\p{L}\\p{N}_-]*")) {
        columns
            .value(name)
            .ifPresentOrElse(
                value -> violations.value(columns.key(name), value, ATTRIBUTE_NAME),
                () ->
                    violations.add(
                        "%s: expected %s.".formatted(columns.key(name), ATTRIBUTE_NAME)));
      }
    }
    checkLocation(customers, source, !covariates().isEmpty(), "customers");
    return new Settings.Customers(
        source,
        columns.text("customer", "a column name or a Spark SQL expression"),
        Collections.unmodifiableMap(attributes));
  }

  private List<String> covariates() {
    return root.section("models").texts("covariates", COVARIATES);
  }

  private void checkLocation(Section input, Settings.Source read, boolean required, String what) {
    Optional<ConfigValue> path = input.value("path");
    Optional<ConfigValue> table = input.value("table");
    if (path.isPresent() && table.isPresent()) {
      violations.add(
          "%s and %s are both set: expected exactly one of them; remove the other or set it to null."
              .formatted(
                  Violations.located(input.key("path"), path.get()),
                  Violations.located(input.key("table"), table.get())));
    } else if (path.isEmpty() && table.isEmpty() && required) {
      if (FORMATS_WITH_LOCATION.contains(read.format())) {
        violations.add(
            "Neither %s nor %s is set: expected where to read %s from; set one in the configuration file or with --set %s=PATH."
                .formatted(input.key("path"), input.key("table"), what, input.key("path")));
      } else if (read.options().isEmpty()) {
        violations.missing(
            input.key("options"), "the options of the source %s".formatted(read.format()));
      }
    }
  }

  private static Settings.Columns columns(Section columns) {
    String expression = "a column name or a Spark SQL expression";
    return new Settings.Columns(
        columns.text("customer", expression),
        columns.text("timestamp", expression),
        columns.text("amount", expression),
        columns.optionalText("order", expression),
        columns.optionalText("cost", expression),
        columns.optionalText("currency", expression));
  }

  private static Settings.Calendar calendar(Section calendar) {
    return new Settings.Calendar(
        calendar.timeZone("time-zone"), calendar.choice("time-unit", Settings.TimeUnit.class));
  }

  private static Settings.Rfm rfm(Section limits) {
    return new Settings.Rfm(
        limits.ascending("days-since-last-purchase", RFM_LIMITS, LONGEST_DAYS),
        limits.ascending("frequency", RFM_LIMITS, LONGEST_DAYS),
        limits.ascending("revenue", RFM_LIMITS, LARGEST_REVENUE));
  }

  private static Settings.Quality quality(Section quality) {
    return new Settings.Quality(
        quality.number("max-quarantined-share", Range.SHARE),
        quality.wholeNumber("warn-stale-days", 0, "a whole number of days, 0 or more"),
        quality.texts("duplicate-columns", "a list of column names such as [order_id, sku]"),
        quality.number("max-duplicate-share", Range.SHARE));
  }

  private Settings.Models models(Section models) {
    List<String> purchases = purchaseModels(models);
    List<String> champions = new ArrayList<>(KnownModels.CHAMPION_RULES);
    champions.addAll(purchases);
    return new Settings.Models(
        purchases,
        models.choice("champion", champions),
        models.choice("spend", KnownModels.SPEND),
        models.number("penalty", Range.NOT_NEGATIVE),
        models.text("version", "current or the name of a version directory"),
        models.wholeNumber("reuse-days", 0, "a whole number of days, 0 or more"),
        covariates(models));
  }

  /** Attributes that the customers input has. */
  private List<String> covariates(Section models) {
    List<String> covariates = covariates();
    Section columns = root.section("input").section("customers").section("columns");
    Set<String> attributes = new TreeSet<>(columns.flattened().keySet());
    attributes.remove("customer");
    Set<String> seen = new HashSet<>();
    for (String name : covariates) {
      if (!attributes.contains(name) || !seen.add(name)) {
        String expected =
            attributes.isEmpty()
                ? "attributes that %s names, which are none".formatted(columns.key("*"))
                : "each of them once, and one of " + String.join(", ", attributes);
        models
            .value("covariates")
            .filter(value -> !violations.concern(models.key("covariates")))
            .ifPresent(value -> violations.value(models.key("covariates"), value, expected));
      }
    }
    return covariates;
  }

  private List<String> purchaseModels(Section models) {
    String expected = "a list without repetitions, each " + Section.oneOf(KnownModels.PURCHASES);
    List<String> names = models.texts("purchases", expected);
    boolean known =
        !names.isEmpty()
            && KnownModels.PURCHASES.containsAll(names)
            && new HashSet<>(names).size() == names.size();
    if (!known && !violations.concern(models.key("purchases"))) {
      models
          .value("purchases")
          .ifPresent(value -> violations.value(models.key("purchases"), value, expected));
    }
    return names;
  }

  private static Settings.Clv clv(Section clv) {
    return new Settings.Clv(
        clv.wholeNumber("horizon-days", 1, "a whole number of days, 1 or more"),
        clv.number("annual-discount-rate", Range.YEARLY_RATE),
        clv.number("margin", Range.PROPER_SHARE),
        clv.wholeNumber("churn-window-months", 1, "a whole number of months, 1 or more"));
  }

  private static Settings.Intervals intervals(Section intervals) {
    return new Settings.Intervals(
        intervals.number("level", Range.INNER_SHARE),
        intervals.wholeNumber("replicates", 0, "a whole number, 0 for no intervals"),
        intervals.wholeNumber("seed", Long.MIN_VALUE, "a whole number of 64 bits"));
  }

  private Settings.Output output(Section output) {
    return new Settings.Output(
        directory(output, Requirement.OUTPUT, "the directory the tables go to"),
        output.choice("format", OUTPUT_FORMATS),
        output.wholeNumber("keep-runs", 1, "a whole number of runs, 1 or more"));
  }

  private Settings.Simulate simulate(Section simulate) {
    Settings.Simulate read =
        new Settings.Simulate(
            directory(simulate, Requirement.SIMULATION, "the directory transactions go to"),
            simulate.wholeNumber("customers", 1L, "a whole number, 1 or more"),
            simulate.date("start-date"),
            simulate.wholeNumber("arrival-days", 1, "a whole number of days, 1 or more"),
            simulate.date("end-date"),
            simulate.wholeNumber("seed", Long.MIN_VALUE, "a whole number of 64 bits"),
            simulate.section("bg-nbd").numbers(List.of("r", "alpha", "a", "b"), Range.POSITIVE),
            simulate.section("gamma-gamma").numbers(List.of("p", "q", "gamma"), Range.POSITIVE));
    boolean datesKnown =
        !violations.concern(simulate.key("start-date"))
            && !violations.concern(simulate.key("end-date"));
    if (datesKnown && read.endDate().isBefore(read.startDate())) {
      simulate
          .value("end-date")
          .ifPresent(
              value ->
                  violations.value(
                      simulate.key("end-date"),
                      value,
                      "a date not before %s = %s"
                          .formatted(simulate.key("start-date"), read.startDate())));
    }
    return read;
  }

  private Optional<String> directory(Section section, Requirement requirement, String expected) {
    return requirements.contains(requirement)
        ? Optional.of(section.text("path", expected))
        : section.optionalText("path", expected);
  }

  /** With the cost of every row the margin is measured: a share on top would count it twice. */
  private void checkMargin() {
    Section clv = root.section("clv");
    Section columns = root.section("input").section("columns");
    Optional<ConfigValue> cost = columns.value("cost");
    Optional<ConfigValue> margin = clv.value("margin");
    if (cost.isPresent()
        && margin.isPresent()
        && !violations.concern(clv.key("margin"))
        && !ValueText.of(margin.get()).equals("1")) {
      violations.add(
          "%s and %s are both set: with a cost the margin is measured; remove %s or %s."
              .formatted(
                  Violations.located(columns.key("cost"), cost.get()),
                  Violations.located(clv.key("margin"), margin.get()),
                  columns.key("cost"),
                  clv.key("margin")));
    }
  }

  /** Writing where one reads from would destroy the input. */
  private void checkPlaces() {
    Section input = root.section("input");
    checkPlaces(input, "transactions");
    checkPlaces(input.section("customers"), "customers");
  }

  private void checkPlaces(Section input, String rows) {
    Section output = root.section("output");
    Optional<ConfigValue> read = input.value("path");
    Optional<ConfigValue> written = output.value("path");
    if (read.isPresent()
        && written.isPresent()
        && !EnvironmentSubstitution.isUnset(read.get())
        && place(read.get()).equals(place(written.get()))) {
      violations.value(
          output.key("path"),
          written.get(),
          "another directory than %s, from where %s are read".formatted(input.key("path"), rows));
    }
  }

  private static String place(ConfigValue path) {
    return ValueText.of(path).replaceAll("/+$", "");
  }
}
