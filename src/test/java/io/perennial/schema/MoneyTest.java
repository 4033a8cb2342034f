package io.perennial.schema;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class MoneyTest {
  private static final List<Long> EXTREMES =
      LongStream.of(
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MIN_VALUE,
              -1,
              0,
              1,
              0xFFFF_FFFFL,
              -0xFFFF_FFFFL,
              1L << 32,
              Money.LARGEST_ROW * Money.MICROS)
          .boxed()
          .toList();

  private static Dataset<Row> rows(List<Long> micros) {
    return SparkTestSession.shared().createDataset(micros, Encoders.LONG()).toDF("micros");
  }

  @Test
  void sumsAreExactBeyondALong() {
    BigInteger expected =
        EXTREMES.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(rows(EXTREMES).agg(Money.sum(col("micros"))).first().getDecimal(0))
        .isEqualByComparingTo(new BigDecimal(expected));
  }

  @Test
  void theSumOfNothingIsNull() {
    assertThat(rows(List.of()).agg(Money.sum(col("micros"))).first().isNullAt(0)).isTrue();
  }

  @Test
  void microsOfAnAmountGiveTheAmount() {
    rows(EXTREMES)
        .select(col("micros"), Money.micros(Money.amount(col("micros"))))
        .collectAsList()
        .forEach(row -> assertThat(row.getLong(1)).isEqualTo(row.getLong(0)));
  }
}
