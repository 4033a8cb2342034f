package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Chart;
import io.perennial.report.page.Column;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Cohorts: retention as a map, value by age as curves. */
final class CohortsPart implements Part {
  /** Cohorts in rows of their own; those before them share one. */
  static final int COHORTS = 24;

  /** Periods of a cohort's life that are shown. */
  private static final int PERIODS = 24;

  private static final int CURVES = 12;

  /** Over so many periods the curve of older cohorts is averaged, always of the same cohorts. */
  private static final int MEAN_PERIODS = 12;

  /** A cohort that has been seen for fewer periods is young. */
  private static final int YOUNG_PERIODS = 6;

  private static final int DEPTHS = 10;

  /** A cohort's life, by period. */
  private record Life(LocalDate cohort, long size, TreeMap<Integer, Values> periods) {
    Values at(int period) {
      return periods.get(period);
    }

    boolean isObserved(int period) {
      return periods.containsKey(period) && periods.get(period).count("seen_size") > 0;
    }

    int observedPeriods() {
      return (int) periods.keySet().stream().filter(this::isObserved).count();
    }
  }

  @Override
  public Optional<Section> section(Scope scope) {
    if (scope.table("cohorts").isEmpty()) {
      scope.isMissing("cohorts");
      return Optional.empty();
    }
    List<Life> lives = lives(scope);
    List<Block> blocks = new ArrayList<>();
    blocks.add(heat(scope, lives));
    curves(scope, lives).ifPresent(blocks::add);
    CohortValueTables.of(scope).forEach(blocks::add);
    return Optional.of(
        new Section("cohorts", scope.texts.of("cohorts.title"), finding(scope, lives), blocks));
  }

  /** One row a cohort and period; cohorts before the first shown together, with a null cohort. */
  private static List<Life> lives(Scope scope) {
    Map<Optional<LocalDate>, SortedMap<Integer, List<Values>>> rows =
        scope.rows("cohorts").stream()
            .filter(row -> row.count("period") <= PERIODS)
            .collect(
                Collectors.groupingBy(
                    row -> Optional.of(row.date("cohort")).filter(any -> scope.isShown(row)),
                    Collectors.groupingBy(
                        row -> row.count("period").intValue(), TreeMap::new, Collectors.toList())));
    return rows.entrySet().stream()
        .map(each -> life(each.getKey().orElse(null), each.getValue()))
        .sorted(
            Comparator.comparing(Life::cohort, Comparator.nullsFirst(Comparator.naturalOrder())))
        .toList();
  }

  private static Life life(LocalDate cohort, SortedMap<Integer, List<Values>> rows) {
    TreeMap<Integer, Values> periods = new TreeMap<>();
    rows.forEach((period, ofCohorts) -> periods.put(period, period(ofCohorts)));
    return new Life(cohort, periods.get(0).count("size"), periods);
  }

  /** One period of one cohort, or of several together. */
  private static Values period(List<Values> cohorts) {
    List<Values> seen = cohorts.stream().filter(row -> row.isTrue("observed")).toList();
    Map<String, Object> sums = new HashMap<>();
    sums.put("cohorts", cohorts.size());
    sums.put("size", Values.sum(cohorts, "cohort_size"));
    sums.put("seen_size", seen.isEmpty() ? 0L : Values.sum(seen, "cohort_size"));
    sums.put("seen_active", Values.sum(seen, "active_customers"));
    for (String single : List.of("retention", "cumulative_revenue_per_customer")) {
      sums.put(single, cohorts.size() > 1 ? null : cohorts.get(0).number(single));
    }
    return Values.of(sums);
  }

  private static String finding(Scope scope, List<Life> lives) {
    long size = 0;
    long active = 0;
    for (Life life : lives) {
      if (life.isObserved(1)) {
        size += life.at(1).count("seen_size");
        active += life.at(1).count("seen_active");
      }
    }
    return size == 0
        ? scope.texts.of("cohorts.young")
        : scope.texts.of(
            "cohorts.finding",
            scope.formats.share((double) active / size),
            scope.texts.of("period.next." + scope.cohortPeriod()));
  }

  private static Block heat(Scope scope, List<Life> lives) {
    Formats formats = scope.formats;
    int last =
        lives.stream()
            .flatMap(life -> life.periods().keySet().stream().filter(life::isObserved))
            .max(Integer::compare)
            .orElse(0);
    double most =
        lives.stream()
            .filter(life -> life.cohort() != null)
            .flatMap(life -> life.periods().entrySet().stream())
            .filter(each -> each.getKey() > 0 && each.getValue().number("retention") != null)
            .mapToDouble(each -> each.getValue().number("retention"))
            .max()
            .orElse(1);
    List<Column> columns = new ArrayList<>();
    columns.add(scope.column("cohort", false));
    columns.add(scope.column("cohort_size", true));
    for (int period = 0; period <= last; period++) {
      columns.add(new Column(String.valueOf(period), "period=" + period, true, null));
    }
    List<Table.Row> rows = new ArrayList<>();
    for (Life life : lives) {
      List<Cell> cells = new ArrayList<>();
      cells.add(
          life.cohort() == null
              ? Cell.text(
                  scope.texts.counted(
                      "cohorts.earlier",
                      life.at(0).count("cohorts"),
                      formats.count(life.at(0).count("cohorts"))))
              : formats.periodCell(life.cohort(), scope.cohortPeriod()));
      cells.add(formats.countCell(life.size()));
      for (int period = 0; period <= last; period++) {
        Double share = retention(life, period);
        cells.add(
            share == null
                ? formats.none()
                : wholeShare(formats, share).heated(period == 0 ? 0 : depth(share, most)));
      }
      rows.add(
          new Table.Row(
              life.cohort() == null ? "earlier" : life.cohort().toString(), false, cells));
    }
    return new Table(
        "retention",
        scope.texts.of("cohorts.retention", scope.texts.of("period.many." + scope.cohortPeriod())),
        "cohorts",
        Table.Form.HEAT,
        columns,
        rows,
        scope.texts.of("cohorts.retention.note"));
  }

  private static Cell wholeShare(Formats formats, Double share) {
    return new Cell(formats.wholeShare(share), Formats.machine(share), Cell.Look.NUMBER, 0);
  }

  /** Of a single cohort as published; of several, of those among them that were seen so long. */
  private static Double retention(Life life, int period) {
    if (!life.isObserved(period)) {
      return null;
    }
    Values row = life.at(period);
    return life.cohort() != null
        ? row.number("retention")
        : (Double) (row.count("seen_active") / (double) row.count("seen_size"));
  }

  private static int depth(double share, double most) {
    return most <= 0 ? 0 : (int) Math.min(DEPTHS, Math.ceil(DEPTHS * share / most));
  }

  private static Optional<Block> curves(Scope scope, List<Life> lives) {
    List<Life> own =
        lives.stream().filter(life -> life.cohort() != null && life.observedPeriods() > 0).toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    List<Life> newest = own.subList(Math.max(0, own.size() - CURVES), own.size());
    int longest = own.stream().mapToInt(Life::observedPeriods).max().orElse(1);
    int span = Math.min(MEAN_PERIODS, longest);
    List<Life> seasoned = own.stream().filter(life -> life.observedPeriods() >= span).toList();
    long customers = seasoned.stream().mapToLong(Life::size).sum();
    Formats formats = scope.formats;
    String meanName =
        scope.texts.counted("cohorts.mean", seasoned.size(), formats.count(seasoned.size()), span);
    List<Plot.Point> mean = new ArrayList<>();
    double reached = 0;
    for (int period = 0; period < span; period++) {
      int at = period;
      reached =
          seasoned.stream()
                  .mapToDouble(
                      life -> life.at(at).number("cumulative_revenue_per_customer") * life.size())
                  .sum()
              / customers;
      mean.add(Plot.Point.of(reached, formats.money(reached)));
    }
    List<Plot.Series> series = new ArrayList<>();
    double most = reached;
    for (Life life : newest) {
      List<Plot.Point> points = new ArrayList<>();
      for (int period = 0; life.isObserved(period); period++) {
        double value = life.at(period).number("cumulative_revenue_per_customer");
        most = Math.max(most, value);
        points.add(Plot.Point.of(value, formats.money(value)));
      }
      series.add(
          Plot.Series.line(
              formats.period(life.cohort(), scope.cohortPeriod()),
              "muted",
              points.size() < YOUNG_PERIODS ? "dashed" : "solid",
              points));
    }
    series.add(Plot.Series.line(meanName, "accent", "solid", mean).marked());
    int last = newest.stream().mapToInt(Life::observedPeriods).max().orElse(1);
    List<String> ages = new ArrayList<>();
    for (int period = 0; period < Math.max(last, span); period++) {
      ages.add(String.valueOf(period));
    }
    scope.draw(
        Plot.lines(
            "plot-curves",
            Plot.Axis.points(
                scope.capital(
                    scope.texts.of(
                        "cohorts.age", scope.texts.of("period.many." + scope.cohortPeriod()))),
                ages),
            Plot.Axis.numbers(
                scope.title("cumulative_revenue_per_customer"), 0, most, formats::shortMoney),
            series,
            false));
    return Optional.of(
        new Chart(
            "plot-curves",
            scope.texts.counted(
                "cohorts.curves",
                seasoned.size(),
                formats.money(reached),
                span,
                scope.texts.of("period.many." + scope.cohortPeriod()),
                formats.count(seasoned.size())),
            scope.texts.of("cohorts.curves.note", newest.size(), YOUNG_PERIODS),
            360,
            curveTable(scope, own, Math.max(last, span))));
  }

  private static Table curveTable(Scope scope, List<Life> lives, int periods) {
    Formats formats = scope.formats;
    List<Column> columns = new ArrayList<>();
    columns.add(scope.column("cohort", false));
    for (int period = 0; period < periods; period++) {
      columns.add(new Column(String.valueOf(period), "period=" + period, true, null));
    }
    List<Table.Row> rows = new ArrayList<>();
    for (Life life : lives) {
      List<Cell> cells = new ArrayList<>();
      cells.add(formats.periodCell(life.cohort(), scope.cohortPeriod()));
      for (int period = 0; period < periods; period++) {
        cells.add(
            formats.moneyCell(
                life.isObserved(period)
                    ? life.at(period).number("cumulative_revenue_per_customer")
                    : null));
      }
      rows.add(new Table.Row(life.cohort().toString(), false, cells));
    }
    return new Table(
        "cumulative-revenue",
        scope.texts.of("cohorts.curves.caption"),
        "cohorts",
        Table.Form.HEAT,
        columns,
        rows,
        null);
  }
}
