package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.model.contractual.BetaDiscreteWeibullLikelihood;
import io.perennial.model.contractual.ShiftedBetaGeometricLikelihood;
import io.perennial.model.stage.DiscountRate;
import io.perennial.schema.Money;
import io.perennial.subscription.RetainedValue;
import io.perennial.subscription.SubscriptionBase;
import io.perennial.subscription.Survival;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How long accounts live and what one is worth: a row of all, and where plans are mapped a row of
 * each plan that accounts began with. Lives are counted in months; a customer who comes back begins
 * another. Values are of an account that begins now, of what an account pays now.
 */
final class SubscriptionValue extends SmallTable {
  private static final String DIMENSION = "dimension";
  private static final String SEGMENT = "segment";
  private static final String ALL = "all";
  private static final String PLAN = "plan";

  private static final StructType SCHEMA =
      new StructType()
          .add(DIMENSION, DataTypes.StringType, false)
          .add(SEGMENT, DataTypes.StringType, false)
          .add("lifetime_months", DataTypes.DoubleType)
          .add("restricted_lifetime_months", DataTypes.DoubleType)
          .add("clv", DataTypes.DoubleType)
          .add("clv_sbg", DataTypes.DoubleType)
          .add("clv_bdw", DataTypes.DoubleType)
          .add("warning", DataTypes.StringType)
          .add("lives", DataTypes.LongType, false)
          .add("left", DataTypes.LongType, false)
          .add("live", DataTypes.LongType, false)
          .add("account_months", DataTypes.LongType, false)
          .add("longest_life_months", DataTypes.IntegerType, false)
          .add("monthly_churn", DataTypes.DoubleType)
          .add("survival_12_months", DataTypes.DoubleType)
          .add("monthly_revenue", Money.TOTAL, false)
          .add("arpa", DataTypes.DoubleType)
          .add("margin", DataTypes.DoubleType, false)
          .add("clv_discounted", DataTypes.DoubleType)
          .add("lifetime_sbg_months", DataTypes.DoubleType)
          .add("lifetime_bdw_months", DataTypes.DoubleType)
          .add(
              "parameters",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType),
              false);

  /** A month, as a twelfth of the year of discount rates. */
  private static final double MONTH_DAYS = DiscountRate.YEAR_DAYS / 12;

  private static final int YEAR = 12;

  SubscriptionValue() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "subscription_value";
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.input().subscriptions().isConfigured();
  }

  @Override
  public boolean isOfTransactions() {
    return false;
  }

  @Override
  List<Row> list(Facts facts) {
    SubscriptionBase base = facts.subscriptions().base();
    Settings.Clv clv = facts.settings().clv();
    List<Row> rows = new ArrayList<>();
    base.lives()
        .forEach(
            (plan, lives) -> {
              Row row = row(plan, lives, base.live().get(plan), clv);
              if (plan.equals(SubscriptionBase.ALL) && row.getAs(7) != null) {
                facts.warn("subscription_value: " + row.getAs(7));
              }
              rows.add(row);
            });
    return rows;
  }

  static Row row(String plan, Survival lives, BigInteger liveMicros, Settings.Clv settings) {
    double rate = DiscountRate.continuous(settings.annualDiscountRate(), MONTH_DAYS);
    double discount = Math.expm1(rate);
    BigDecimal live = new BigDecimal(liveMicros, Money.SCALE);
    Double arpa =
        lives.stayers() == 0 ? null : Double.valueOf(live.doubleValue() / lives.stayers());
    Double margin = arpa == null ? null : Double.valueOf(arpa * settings.margin());
    Double churn = lives.hazard().isPresent() ? lives.hazard().getAsDouble() : null;
    Double lifetime = lives.lifetime().isPresent() ? lives.lifetime().getAsDouble() : null;
    RetentionFit sbg = RetentionFit.of(ShiftedBetaGeometricLikelihood.FAMILY, lives);
    RetentionFit bdw = RetentionFit.of(BetaDiscreteWeibullLikelihood.FAMILY, lives);
    boolean isBase = plan.equals(SubscriptionBase.ALL);
    return RowFactory.create(
        isBase ? ALL : PLAN,
        isBase ? ALL : plan,
        lifetime,
        lives.restrictedMean(),
        churn == null || arpa == null
            ? null
            : Double.valueOf(RetainedValue.undiscounted(arpa, settings.margin(), churn)),
        times(margin, sbg.discountedLifetime(rate)),
        times(margin, bdw.discountedLifetime(rate)),
        warning(lives, sbg, bdw),
        lives.lives(),
        lives.leavers(),
        lives.stayers(),
        lives.accountMonths(),
        lives.longest(),
        churn,
        lives.longest() < YEAR ? null : Double.valueOf(lives.longerThan(YEAR)),
        live,
        arpa,
        settings.margin(),
        churn == null ? null : times(margin, RetainedValue.discountedLifetime(1 - churn, discount)),
        sbg.lifetime(),
        bdw.lifetime(),
        parameters(sbg, bdw));
  }

  private static Double times(Double margin, Double months) {
    return margin == null || months == null ? null : Double.valueOf(margin * months);
  }

  private static Map<String, Double> parameters(RetentionFit... fits) {
    Map<String, Double> parameters = new TreeMap<>();
    for (RetentionFit fit : fits) {
      fit.parameters().forEach((name, value) -> parameters.put(fit.name() + "." + name, value));
    }
    return parameters;
  }

  /** What is wrong with the figures, in sentences; null where nothing is. */
  private static String warning(Survival lives, RetentionFit... fits) {
    List<String> sentences = new ArrayList<>();
    if (lives.stayers() == 0) {
      sentences.add("nobody is there any more, so nobody pays and there is no value");
    }
    if (lives.leavers() == 0) {
      sentences.add("nobody has left yet: without churn there is no lifetime and no value by it");
    } else if (lives.lifetime().orElseThrow() > lives.longest()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "1/churn is %,.0f months, longer than the %d for which anybody has been seen: the value by it is a guess; within those months an account lives %.1f on average",
              lives.lifetime().orElseThrow(),
              lives.longest(),
              lives.restrictedMean()));
    }
    for (RetentionFit fit : fits) {
      if (fit.reason() != null) {
        sentences.add("%s is not fitted: %s".formatted(fit.name(), fit.reason()));
      } else if (fit.isWithoutLifetime()) {
        sentences.add(
            "by %s a lifetime without discount does not exist: it would be infinite"
                .formatted(fit.name()));
      }
    }
    return sentences.isEmpty() ? null : String.join("; ", sentences);
  }

  /** The lives of the plans are those of all. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    List<String> problems = new ArrayList<>();
    long all = 0;
    long plans = 0;
    for (Row row : written) {
      long lives = row.getAs("lives");
      if (row.getAs(DIMENSION).equals(ALL)) {
        all += lives;
      } else {
        plans += lives;
      }
    }
    if (facts.subscriptions().policy().hasPlans() && all != plans) {
      problems.add(
          "subscription_value has %d lives in all and %d in its plans".formatted(all, plans));
    }
    return problems;
  }
}
