package io.perennial.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.perennial.schema.Dimensions;
import io.perennial.schema.ScoreColumns;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks of values against other values, against the known models and against the needs of the
 * command.
 */
final class CrossChecks {
  /** Sources that need a path or a table; for others the options may be enough. */
  private static final Set<String> FORMATS_WITH_LOCATION =
      Set.of("parquet", "orc", "csv", "json", "text", "xml", "avro", "delta", "iceberg", "hudi");

  private static final double MAX_PURCHASES_PER_DAY = 1_000;

  private final Settings settings;
  private final Values values;
  private final Violations violations;

  CrossChecks(Settings settings, Values values, Violations violations) {
    this.settings = settings;
    this.values = values;
    this.violations = violations;
  }

  void check(
      Set<Requirement> requirements,
      Collection<String> purchaseModels,
      Collection<String> spendModels,
      Collection<String> tables) {
    location(
        "input",
        settings.input().source(),
        "transactions",
        requirements.contains(Requirement.TRANSACTIONS)
            || requirements.contains(Requirement.INPUT)
                && !settings.input().subscriptions().isConfigured());
    places("input.path", "transactions");
    settings.input().sides().forEach(this::side);
    required("output.path", Requirement.OUTPUT, requirements);
    required("simulate.path", Requirement.SIMULATION, requirements);
    customerColumns();
    comparableMoney();
    reportCurrency();
    acquisitionCost();
    products();
    models(purchaseModels, spendModels);
    covariates();
    economics();
    tables(tables);
    margin();
    experience();
    simulation();
  }

  /** Reports the key if its value is wrong, unless it has been reported already. */
  private void expect(String path, boolean right, String expected) {
    if (!right && !violations.isReported(Key.name(path))) {
      values.value(path).ifPresent(value -> violations.value(Key.name(path), value, expected));
    }
  }

  private void required(String path, Requirement requirement, Set<Requirement> requirements) {
    Type<?> type = Keys.find(path).orElseThrow().type();
    if (requirements.contains(requirement)
        && values.value(path).isEmpty()
        && !violations.isReported(Key.name(path))) {
      violations.missing(Key.name(path), type.expected().replace(Type.OR_NULL, ""));
    }
  }

  /** An input beside the transactions, which has to have a place if it is to be read. */
  private void side(String section, Settings.SideInput input) {
    String rows = section.substring(section.lastIndexOf('.') + 1).replace('-', ' ');
    boolean isRead =
        input instanceof Settings.Customers
            ? !settings.customerAttributes().isEmpty()
            : input.isConfigured();
    location(section, input.source(), rows, isRead);
    places(section + ".path", rows);
  }

  private void location(String input, Settings.Source read, String rows, boolean isRequired) {
    String path = Key.name(input + ".path");
    String table = Key.name(input + ".table");
    List<String> places =
        Stream.of("path", "paths", "table", "query")
            .map(name -> input + "." + name)
            .flatMap(key -> values.value(key).stream().map(value -> Map.entry(key, value)))
            .filter(place -> !(place.getValue() instanceof ConfigList list && list.isEmpty()))
            .map(place -> Violations.located(Key.name(place.getKey()), place.getValue()))
            .toList();
    if (places.size() > 1) {
      violations.add(
          "%s are %s set: expected exactly one of them; remove the %s or set it to null."
              .formatted(
                  String.join(" and ", places),
                  places.size() == 2 ? "both" : "all",
                  places.size() == 2 ? "other" : "others"));
    } else if (places.isEmpty() && isRequired) {
      if (FORMATS_WITH_LOCATION.contains(read.format())) {
        violations.add(
            "Neither %s nor %s is set: expected where to read %s from; set one in the configuration file or with --set %s=PATH."
                .formatted(path, table, rows, path));
      } else if (read.options().isEmpty()) {
        violations.missing(
            Key.name(input + ".options"), "the options of the source " + read.format());
      }
    }
  }

  /** Writing to the directory that is read would destroy the input. */
  private void places(String input, String rows) {
    Optional<String> read = values.value(input).map(CrossChecks::place);
    Optional<String> written = values.value("output.path").map(CrossChecks::place);
    expect(
        "output.path",
        read.isEmpty() || !read.equals(written),
        "another directory than %s, from where %s are read".formatted(Key.name(input), rows));
  }

  private static String place(ConfigValue path) {
    return ValueText.of(path).replaceAll("/+$", "");
  }

  private void customerColumns() {
    String columns = "input.customers.columns";
    String customer = Key.name(columns + ".customer");
    if (settings.input().customers().columns().getOrDefault("customer", "").isBlank()
        && !violations.isReported(customer)) {
      violations.missing(customer, "a column name or a Spark SQL expression");
    }
    if (values.value(columns).orElse(null) instanceof ConfigObject section) {
      Values.leaves(section.toConfig())
          .forEach(
              (name, value) -> {
                if (!name.matches("[\\p{L}_][\\p{L}\\p{N}_-]*")) {
                  violations.value(
                      Key.name(columns + "." + name),
                      value,
                      "a name of letters, digits, _ and -, beginning with a letter");
                }
              });
    }
  }

  private void comparableMoney() {
    String currency = Key.name("input.columns.currency");
    if (settings.input().rates().isConfigured()
        && settings.input().hasTransactions()
        && settings.input().columns().currency().isEmpty()
        && !violations.isReported(currency)) {
      violations.add(
          "%s is not set, but %s is: expected the currency code of a row, a column name or a Spark SQL expression."
              .formatted(currency, Key.name("input.rates")));
    }
    String base = Key.name("input.price-index.base");
    if (settings.input().priceIndex().isConfigured()
        && settings.input().priceIndex().base().isEmpty()
        && !violations.isReported(base)) {
      violations.missing(base, Type.month().expected());
    }
  }

  /** Amounts are in the currency that the rates have converted them into. */
  private void reportCurrency() {
    String converted = settings.input().rates().currency();
    expect(
        "report.currency",
        !settings.input().rates().isConfigured()
            || settings.report().currency().stream().allMatch(converted::equalsIgnoreCase),
        "%s, which %s converts amounts into, or null"
            .formatted(converted, Key.name("input.rates.currency")));
  }

  /** What a customer cost is either told or derived from spend; both would count it twice. */
  private void acquisitionCost() {
    String cost = "input.customers.columns." + Settings.Customers.ACQUISITION_COST;
    if (settings.input().spend().isConfigured()
        && settings.input().customers().hasAcquisitionCost()) {
      violations.add(
          "%s and %s are both set: the cost of winning a customer would count twice; remove one of them."
              .formatted(
                  Violations.located(Key.name(cost), values.value(cost).orElseThrow()),
                  Key.name("input.spend")));
    }
  }

  /** Without orders nothing is bought together, and nothing is bought first. */
  private void products() {
    String order = Key.name("input.columns.order");
    for (String name : List.of("product", "discount")) {
      Optional<ConfigValue> value = values.value("input.columns." + name);
      if (value.isPresent()
          && settings.input().columns().order().isEmpty()
          && !violations.isReported(order)) {
        violations.add(
            "%s needs %s, which is not set: expected the identifier that the rows of one order share, such as an invoice number or concat_ws('|', customer_id, date)."
                .formatted(
                    Violations.located(Key.name("input.columns." + name), value.get()), order));
      }
    }
  }

  private void models(Collection<String> purchaseModels, Collection<String> spendModels) {
    Settings.Models models = settings.models();
    List<String> purchases = models.purchases();
    expect(
        "models.purchases",
        purchaseModels.containsAll(purchases) && isWithoutRepetition(purchases),
        "a list without repetitions, each " + Type.oneOf(purchaseModels));
    expect(
        "models.required",
        !models.required() || !purchases.isEmpty(),
        "false, as %s is empty".formatted(Key.name("models.purchases")));
    List<String> champions =
        Stream.concat(
                Stream.of(
                    Settings.Models.FIRST,
                    Settings.Models.BEST_LIKELIHOOD,
                    Settings.Models.BACKTEST),
                purchases.stream())
            .toList();
    expect(
        "models.champion",
        models.champion().stream().allMatch(champions::contains),
        Type.oneOf(champions));
    expect(
        "models.champion",
        settings.evaluation().origins() > 0
            || !models.champion().equals(Optional.of(Settings.Models.BACKTEST)),
        "another rule, as %s is 0: a back-test needs origins"
            .formatted(Key.name("evaluation.origins")));
    expect("models.spend", spendModels.contains(models.spend()), Type.oneOf(spendModels));
  }

  private void experience() {
    Settings.Experience experience = settings.intervals().experience();
    together("intervals.experience.least", experience.most(), "intervals.experience.most");
    together("intervals.experience.most", experience.least(), "intervals.experience.least");
    experience
        .least()
        .ifPresent(
            least ->
                expect(
                    "intervals.experience.most",
                    experience.most().stream().allMatch(most -> most >= least),
                    "at least %s, as %s is"
                        .formatted(least, Key.name("intervals.experience.least"))));
  }

  private void together(String path, Optional<Double> other, String otherPath) {
    expect(path, other.isPresent(), "null, as %s is: set both".formatted(Key.name(otherPath)));
  }

  private static boolean isWithoutRepetition(List<String> names) {
    return new HashSet<>(names).size() == names.size();
  }

  private void covariates() {
    List<String> covariates = settings.models().covariates();
    Set<String> attributes = new TreeSet<>(settings.input().customers().attributes().keySet());
    expect(
        "models.covariates",
        attributes.containsAll(covariates) && isWithoutRepetition(covariates),
        attributes.isEmpty()
            ? "attributes that %s names, which are none"
                .formatted(Key.name("input.customers.columns.*"))
            : "each of them once, and one of " + String.join(", ", attributes));
  }

  private void economics() {
    Settings.Economics economics = settings.economics();
    Set<String> attributes = settings.input().customers().attributes().keySet();
    List<String> dimensions =
        Stream.concat(Dimensions.BUILT_IN.stream(), attributes.stream()).distinct().toList();
    List<String> segments = economics.segments();
    expect(
        "economics.segments",
        dimensions.containsAll(segments) && isWithoutRepetition(segments),
        "each of them once, and one of %s; attributes are those that %s names"
            .formatted(String.join(", ", dimensions), Key.name("input.customers.columns.*")));
    expect(
        "economics.channel",
        economics.channel().stream()
            .allMatch(name -> name.equals(Settings.Economics.CHANNEL) || attributes.contains(name)),
        attribute(attributes));
    expect(
        "economics.experiment",
        economics.experiment().stream().allMatch(attributes::contains),
        attribute(attributes));
    for (String key : List.of("segments", "channel", "experiment")) {
      List<String> clashing =
          switch (key) {
            case "segments" ->
                segments.stream().filter(name -> !Dimensions.BUILT_IN.contains(name)).toList();
            case "channel" -> settings.channel().stream().toList();
            default -> economics.experiment().stream().toList();
          };
      clashing.stream()
          .filter(name -> ScoreColumns.ALL.stream().anyMatch(name::equalsIgnoreCase))
          .findFirst()
          .ifPresent(
              name ->
                  expect(
                      "economics." + key,
                      false,
                      "another name than %s, which is a column of scores; rename the attribute in %s"
                          .formatted(name, Key.name("input.customers.columns"))));
    }
  }

  private void tables(Collection<String> known) {
    List<String> tables = settings.output().tables();
    expect(
        "output.tables",
        tables.equals(List.of(Settings.Output.ALL))
            || known.containsAll(tables) && isWithoutRepetition(tables),
        "all, or a list of tables, each once and one of " + String.join(", ", known));
  }

  private static String attribute(Set<String> attributes) {
    return attributes.isEmpty()
        ? "an attribute that %s names, which are none"
            .formatted(Key.name("input.customers.columns.*"))
        : Type.oneOf(attributes);
  }

  /** Where costs are known the margin is measured; a share in addition would count it twice. */
  private void margin() {
    String margin = Key.name("clv.margin");
    String cost = Key.name("input.columns.cost");
    if (settings.input().columns().cost().isPresent()
        && settings.clv().margin() != 1
        && !violations.isReported(margin)) {
      violations.add(
          "%s and %s are both set: with a cost the margin is measured; remove %s or %s."
              .formatted(
                  Violations.located(cost, values.value("input.columns.cost").orElseThrow()),
                  Violations.located(margin, values.value("clv.margin").orElseThrow()),
                  cost,
                  margin));
    }
  }

  private void simulation() {
    Settings.Simulate simulate = settings.simulate();
    expect(
        "simulate.end-date",
        violations.isReported(Key.name("simulate.start-date"))
            || !simulate.endDate().isBefore(simulate.startDate()),
        "a date not before %s = %s"
            .formatted(Key.name("simulate.start-date"), simulate.startDate()));
    double mean = simulate.bgNbd().get("r") / simulate.bgNbd().get("alpha");
    double perDay = mean / settings.calendar().timeUnit().days();
    expect(
        "simulate.bg-nbd.alpha",
        !(perDay > MAX_PURCHASES_PER_DAY),
        "a value with which customers buy at most %.0f times a day on average (r/alpha)"
            .formatted(MAX_PURCHASES_PER_DAY));
  }
}
