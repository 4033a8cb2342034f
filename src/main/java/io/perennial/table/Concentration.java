package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rint;

import io.perennial.features.Ranks;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How much of the value the best customers hold: by measure, the share of revenue to date and,
 * where there is one, of predicted value that the top 1, 5, 10, 20 and 50% of customers account
 * for. Exact: the value at the limiting rank is searched, everything above it is summed up, and of
 * the customers who tie at the limit as many count as there is room for. Amounts are sums of whole
 * micros.
 */
final class Concentration extends SmallTable {
  /** Percent of the customers, from the best. */
  private static final int[] TOP_PERCENT = {1, 5, 10, 20, 50};

  private static final StructType SCHEMA =
      new StructType()
          .add("measure", DataTypes.StringType, false)
          .add("top_share", DataTypes.DoubleType, false)
          .add("customers", DataTypes.LongType, false)
          .add("value", Money.TOTAL, false)
          .add("value_share", DataTypes.DoubleType);

  Concentration() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "concentration";
  }

  @Override
  List<Row> list(Facts facts) {
    Dataset<Row> scores = facts.written(Tables.SCORES);
    return measure(scores, measures(facts));
  }

  private static List<String> measures(Facts facts) {
    return facts.models().forecastsMoney()
        ? List.of(ScoreColumns.REVENUE, ScoreColumns.PREDICTED_CLV)
        : List.of(ScoreColumns.REVENUE);
  }

  /** The rows of the table, from scores. */
  static List<Row> measure(Dataset<Row> scores, List<String> measures) {
    Dataset<Row> micros =
        scores.select(measures.stream().map(name -> micros(scores, name)).toArray(Column[]::new));
    List<Ranks.Found> found = Ranks.find(micros, Concentration::limitingRanks);

    List<Row> rows = new ArrayList<>();
    for (int measure = 0; measure < measures.size(); measure++) {
      Ranks.Found values = found.get(measure);
      BigDecimal total = Money.amount(values.total());
      for (int top = TOP_PERCENT.length - 1; top >= 0; top--) {
        long customers = top(values.rows(), TOP_PERCENT[top]);
        Ranks.At limit = values.at().get(TOP_PERCENT.length - 1 - top);
        BigInteger atLimit =
            BigInteger.valueOf(limit.value())
                .multiply(BigInteger.valueOf(customers - limit.above()));
        BigDecimal value = Money.amount(limit.sumAbove().add(atLimit));
        rows.add(
            RowFactory.create(
                measures.get(measure),
                TOP_PERCENT[top] / 100.0,
                customers,
                value,
                total.signum() > 0 ? value.doubleValue() / total.doubleValue() : null));
      }
    }
    return rows;
  }

  private static Column micros(Dataset<Row> scores, String name) {
    Column amount = col(name);
    return scores.schema().apply(name).dataType().equals(Money.AMOUNT)
        ? amount
        : rint(amount.multiply(Money.MICROS)).cast("long");
  }

  /** Ranks from the lowest value, ascending, of the last customer of each top share. */
  private static long[] limitingRanks(long customers) {
    return LongStream.range(0, TOP_PERCENT.length)
        .map(i -> customers + 1 - top(customers, TOP_PERCENT[TOP_PERCENT.length - 1 - (int) i]))
        .toArray();
  }

  /** The top share in customers: at least one, rounded up. */
  private static long top(long customers, int percent) {
    return -Math.floorDiv(-customers * percent, 100L);
  }

  /** Nobody's money is held twice: larger shares of the customers hold as many customers more. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    long expected = (long) measures(facts).size() * TOP_PERCENT.length;
    long buyers = facts.account().buyers();
    List<String> problems = new ArrayList<>();
    if (written.size() != expected) {
      problems.add("concentration has %d rows instead of %d".formatted(written.size(), expected));
    }
    for (Row row : written) {
      long customers = top(buyers, (int) Math.round(100 * row.<Double>getAs("top_share")));
      if (row.<Long>getAs("customers") != customers) {
        problems.add(
            "the top %s of concentration holds %d customers instead of %d"
                .formatted(
                    row.<Double>getAs("top_share"), row.<Long>getAs("customers"), customers));
      }
    }
    return problems;
  }
}
