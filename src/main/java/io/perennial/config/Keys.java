package io.perennial.config;

import static io.perennial.config.Key.Changes.FITS;
import static io.perennial.config.Key.Changes.NOTHING;
import static io.perennial.config.Key.Changes.RESULTS;
import static io.perennial.config.Type.ascending;
import static io.perennial.config.Type.bool;
import static io.perennial.config.Type.choice;
import static io.perennial.config.Type.date;
import static io.perennial.config.Type.decimal;
import static io.perennial.config.Type.exact;
import static io.perennial.config.Type.month;
import static io.perennial.config.Type.optional;
import static io.perennial.config.Type.text;
import static io.perennial.config.Type.texts;
import static io.perennial.config.Type.textsOr;
import static io.perennial.config.Type.timeZone;
import static io.perennial.config.Type.whole;
import static java.math.BigDecimal.ONE;

import io.perennial.schema.Basis;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All keys of the configuration. {@code conf/reference.conf}, the defaults, the checks of single
 * values, the printed configuration and the reuse of models come from this table; {@link Settings}
 * has a field of the same name for each of them.
 */
public final class Keys {
  /** A hundred years. */
  private static final int MAX_DAYS = 36_500;

  /** In currency units. */
  private static final BigDecimal MAX_PER_ORDER = BigDecimal.valueOf(1_000_000_000);

  private static final Type<Long> DAYS = whole("days", 0, MAX_DAYS);
  private static final Type<Long> SEED = whole("", Long.MIN_VALUE, Long.MAX_VALUE);
  private static final Type<Double> SHARE = decimal("a number from 0 to 1", x -> x >= 0 && x <= 1);
  private static final Type<Double> PARAMETER =
      decimal("a number from 1e-6 to 1e6", x -> x >= 1e-6 && x <= 1e6);
  private static final Type<Double> RATIO =
      decimal("a number above 0 and at most 100", x -> x > 0 && x <= 100);
  private static final Type<String> EXPRESSION = text("a column name or a Spark SQL expression");
  private static final Type<String> FORMAT =
      text("the name of a Spark source such as parquet, csv or jdbc");

  /** The descriptions of sections. */
  static final Map<String, String> SECTIONS =
      Map.of(
          "input.columns",
          "Spark SQL expressions over the input's columns.",
          "input.customers",
          """
          Optional: attributes of customers, one row for each customer. Read only when models.covariates or \
          keys of economics name attributes of it, or it has an acquisition-cost; each run then joins it to the customers, which shuffles the customers \
          once and this input twice. Customers without a row, or with a null, blank or \
          NaN attribute, are kept: see models.covariates. Several rows of one customer end the run \
          (exit code 4); rows of customers without a purchase are counted and ignored.""",
          "input.rates",
          """
          Optional: rates of exchange, a row for each date and currency, by which amounts and costs of all \
          currencies are converted into one. Needs input.columns.currency. An amount is read to micros \
          (millionths of a unit), multiplied exactly, and rounded once to the nearest micro, halves away \
          from zero. Two rates of one date and currency, rates not above 0 and rows with a value missing \
          end the run (exit code 4), all of them told at once.""",
          "input.price-index",
          """
          Optional: a price index by month, by which amounts and costs are told in the money of one month: \
          times the index of the base month, divided by that of the row's month; rounded once, after the \
          rate of exchange. Rows of a month without index are quarantined as index-missing.""",
          "input.spend",
          """
          Optional: what was spent on winning customers, a row for each amount, for the table acquisition. \
          Spend is cut by days into the periods of the cohorts, and spread evenly over the customers of its \
          channel who bought first in the period, on one of its days. Rows that cannot be used are rejected, \
          counted and told with their reasons; from a share of quality.max-quarantined-share of them on the \
          run fails. Not together with an acquisition-cost in input.customers.columns, which says the cost of \
          each customer: costs would count twice.""",
          "input.visits",
          """
          Optional: visits of a day, for conversion rates in the table acquisition: customers won divided by \
          visits, of a channel in a period. Rows that cannot be used are rejected as those of input.spend.""",
          "input.subscriptions",
          """
          Optional: price periods of subscriptions, one row each: a customer, a subscription, from when to \
          when, and what is due how often. With it a run has the tables subscriptions, \
          subscription_movements and subscription_value, beside those of the transactions or, where no \
          transactions are named, alone. Prices are normalised to a month: a year has 12 months, 52 weeks \
          and 365 days, a quarter 3 months. Rows that cannot be used are counted by reason. Rows that \
          begin after the run date are left out, and nothing later is booked: the end of a paid period that \
          lies in the future is no churn. Alone, the run date is the newest start up to today, unless \
          --run-date names it.""",
          "simulate",
          """
          The command `simulate` writes transactions of customers who buy by BG/NBD and spend by \
          Gamma-Gamma.""");

  static final List<Key> ALL =
      List.of(
          key(
              "input.path",
              optional(text("the path of the transactions")),
              "null",
              RESULTS,
              """
              Exactly one of path, paths, table and query. A path may be on any Hadoop file system. \
              For format = jdbc, or another source without a path, set none of them and give the \
              options of the source."""),
          key(
              "input.paths",
              texts("a list of paths such as [\"/in/2024\", \"/in/2025\"]"),
              "[]",
              RESULTS,
              "Several paths, read together."),
          key(
              "input.table",
              optional(text("a table name such as catalog.db.transactions")),
              "null",
              RESULTS,
              "See path."),
          key(
              "input.query",
              optional(text("a SQL query such as \"SELECT * FROM catalog.db.orders\"")),
              "null",
              RESULTS,
              """
              A SQL query over the tables of the catalog. Rows that its WHERE leaves out are not part \
              of the input, whereas rows that filter (below) drops are read and counted."""),
          key(
              "input.format",
              FORMAT,
              "parquet",
              RESULTS,
              "Any Spark source: parquet, orc, csv, json, jdbc, ..."),
          key(
              "input.schema",
              optional(text("columns and types such as \"id STRING, day DATE\"")),
              "null",
              RESULTS,
              """
              Columns with their types, such as "id STRING, day DATE, amount DECIMAL(12,2)", in place of \
              those that Spark infers. Columns of files are found by name (CSV without a header: by \
              position)."""),
          key(
              "input.options",
              Type.MAP,
              "{}",
              RESULTS,
              """
              Passed to the reader, for example { header = true, inferSchema = true }. CSV is read as \
              RFC 4180 says (a quote inside quotes is doubled; set escape for files with backslashes), by \
              the names in each file's own header. Lines with too many or too few fields, and lines that \
              are not JSON, are quarantined as line-malformed. A JSON array over several lines is \
              recognised."""),
          key(
              "input.columns.customer",
              EXPRESSION,
              "customer_id",
              FITS,
              "The customer. Any type; a blank string or a NaN counts as missing."),
          key(
              "input.columns.timestamp",
              EXPRESSION,
              "timestamp",
              FITS,
              "The time of the row: a timestamp, a date, or a string that Spark can cast to one."),
          key(
              "input.columns.amount",
              EXPRESSION,
              "amount",
              FITS,
              "Net amount of the row in one currency; returns are negative."),
          key(
              "input.columns.order",
              optional(EXPRESSION),
              "null",
              FITS,
              """
              Identifier that the rows of one order share, on whichever days; without it every row is an \
              order. Rows without a value are orders of their own; the run warns of them."""),
          key(
              "input.columns.cost",
              optional(EXPRESSION),
              "null",
              FITS,
              "Cost of the row. With it the margin is measured and clv.margin must stay 1.0."),
          key(
              "input.columns.currency",
              optional(EXPRESSION),
              "null",
              FITS,
              """
              Currency code of the row; more than one stops the run (quality gate), unless input.rates \
              converts them. Capitals and blanks around make no other currency; rows without one are warned of."""),
          key(
              "input.columns.product",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              The product of the row, for the tables products_together and first_to_second; any type, \
              told as text. Needs input.columns.order to tell what was bought together."""),
          key(
              "input.columns.discount",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              The discount of the row, such as a code or a band of percentages, null for none; a \
              dimension of first_to_second."""),
          key(
              "input.filter",
              optional(text("a Spark SQL predicate")),
              "null",
              FITS,
              """
              Rows that do not satisfy it are counted as filtered, so they must be read. Its conditions \
              on partition columns alone are pushed down to the source: rows that they exclude are \
              neither read nor counted. Partition columns are: of files, Hive and Delta tables those of the directories; \
              of Iceberg and other catalog tables the columns that the table is partitioned by, as they \
              are or by year, month, day, hour or truncation; of JDBC options.partitionColumn. To keep \
              other rows from being read, use query (or options.query of JDBC)."""),
          sidePath("input.customers", "customers"),
          sideTable("input.customers", "customers"),
          sideQuery("input.customers"),
          sideFormat("input.customers"),
          sideOptions("input.customers"),
          key(
              "input.customers.columns",
              Type.MAP,
              "{ customer = customer_id }",
              FITS,
              """
              SQL expressions over this input's columns: the customer, of the type it has in the \
              transactions, and any number of attributes under names of your own:
                channel = acquisition_channel
                premium = "plan IN ('gold', 'platinum')"
                basket = "ln(first_basket_value)"
              An attribute must have been known on the customer's first day; otherwise information from \
              the future leaks into the forecasts."""),
          sidePath("input.rates", "rates"),
          sideTable("input.rates", "rates"),
          sideQuery("input.rates"),
          sideFormat("input.rates"),
          sideOptions("input.rates"),
          key(
              "input.rates.columns.date",
              EXPRESSION,
              "date",
              FITS,
              "The day from which the rate holds: a date, a timestamp or text such as 2011-01-31."),
          key(
              "input.rates.columns.currency",
              EXPRESSION,
              "currency",
              FITS,
              "Currency code, as in input.columns.currency; capitals and blanks around make no other."),
          key(
              "input.rates.columns.rate",
              EXPRESSION,
              "rate",
              FITS,
              """
              What one unit of the currency is worth in the reporting currency; above 0. At most 18 \
              decimal places count."""),
          key(
              "input.rates.currency",
              text("a currency code such as EUR"),
              "EUR",
              FITS,
              "The reporting currency. Its own rate is 1 and needs no row."),
          key(
              "input.rates.max-age-days",
              DAYS,
              "7",
              FITS,
              """
              A row takes the rate of its day, or the last one before it that is at most so many days \
              old; with none it is quarantined as rate-missing."""),
          sidePath("input.price-index", "price index"),
          sideTable("input.price-index", "price_index"),
          sideQuery("input.price-index"),
          sideFormat("input.price-index"),
          sideOptions("input.price-index"),
          key(
              "input.price-index.columns.month",
              EXPRESSION,
              "month",
              FITS,
              "The month: text such as 2011-01, or any day of it as a date."),
          key(
              "input.price-index.columns.index",
              EXPRESSION,
              "index",
              FITS,
              "The price level of the month; above 0. At most 9 decimal places count."),
          key(
              "input.price-index.base",
              optional(month()),
              "null",
              FITS,
              "The month in whose money amounts are told; the index has to have it."),
          sidePath("input.spend", "spend"),
          sideTable("input.spend", "spend"),
          sideQuery("input.spend"),
          sideFormat("input.spend"),
          sideOptions("input.spend"),
          key(
              "input.spend.columns.start",
              EXPRESSION,
              "start",
              RESULTS,
              "The first day that the money is spent on: a date, a timestamp or text such as 2011-01-31."),
          key(
              "input.spend.columns.end",
              optional(EXPRESSION),
              "end",
              RESULTS,
              """
              The last day, which is included: January is 2011-01-01 to 2011-01-31. Where ends are the day \
              after, write date_sub(end, 1). null: one day, start."""),
          key(
              "input.spend.columns.amount",
              EXPRESSION,
              "amount",
              RESULTS,
              "What was spent, in the currency of the transactions; not negative."),
          key(
              "input.spend.columns.channel",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              The channel, as economics.channel has it of customers. What is spent on no channel, such as \
              salaries, is shared by the customers of all channels."""),
          key(
              "input.spend.columns.kind",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              What the money is spent on, such as media, agency or salary: costs of a customer are then told \
              by kind as well as fully loaded."""),
          key(
              "input.spend.lag-days",
              DAYS,
              "0",
              RESULTS,
              """
              Days from the spend to the first purchase of those it wins: the spend of a day counts for the \
              customers won so many days later."""),
          sidePath("input.visits", "visits"),
          sideTable("input.visits", "visits"),
          sideQuery("input.visits"),
          sideFormat("input.visits"),
          sideOptions("input.visits"),
          key(
              "input.visits.columns.date",
              EXPRESSION,
              "date",
              RESULTS,
              "The day of the visits: a date, a timestamp or text such as 2011-01-31."),
          key(
              "input.visits.columns.visits",
              EXPRESSION,
              "visits",
              RESULTS,
              "How many visits there were; not negative."),
          key(
              "input.visits.columns.channel",
              optional(EXPRESSION),
              "null",
              RESULTS,
              "The channel, as economics.channel has it of customers."),
          sidePath("input.subscriptions", "subscriptions"),
          sideTable("input.subscriptions", "subscriptions"),
          sideQuery("input.subscriptions"),
          sideFormat("input.subscriptions"),
          sideOptions("input.subscriptions"),
          key(
              "input.subscriptions.columns.customer",
              EXPRESSION,
              "customer_id",
              RESULTS,
              "The customer, compared as text; movements are decided by the sum of a customer."),
          key(
              "input.subscriptions.columns.subscription",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              Identifier that the price periods of one subscription share. They may not overlap: one that \
              begins before an earlier one has ended is rejected. Without it every row is a subscription of \
              its own."""),
          key(
              "input.subscriptions.columns.start",
              EXPRESSION,
              "start",
              RESULTS,
              "The first day of the period."),
          key(
              "input.subscriptions.columns.end",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              The first day that is not part of it any more; null, or a year after 2199, where it runs on. \
              Churn is dated on this day."""),
          key(
              "input.subscriptions.columns.amount",
              EXPRESSION,
              "amount",
              RESULTS,
              "What the contract says is due once in every interval; refunds are no prices."),
          key(
              "input.subscriptions.columns.interval",
              EXPRESSION,
              "\"'month'\"",
              RESULTS,
              """
              How often: day, week, month, quarter, year (or daily, weekly, monthly, quarterly, yearly, \
              annual), or a number of them such as '2 weeks' and '6 months'."""),
          key(
              "input.subscriptions.columns.plan",
              optional(EXPRESSION),
              "null",
              RESULTS,
              "The plan; with it the tables have rows for each plan, at most 1,000."),
          key(
              "input.subscriptions.columns.billed",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              What is billed in an interval after discount; where it is null, the amount. A discount of \
              finite length is a price period of its own."""),
          key(
              "input.subscriptions.columns.reason",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              Why the period ended or will end: involuntary, or anything else, which is voluntary. A period \
              with an end in the future and a reason is a scheduled cancellation (column committed)."""),
          key(
              "input.subscriptions.columns.paused-from",
              optional(EXPRESSION),
              "null",
              RESULTS,
              "The first day of a pause; the customer stays one."),
          key(
              "input.subscriptions.columns.paused-to",
              optional(EXPRESSION),
              "null",
              RESULTS,
              "The first day after it; null where it goes on."),
          key(
              "input.subscriptions.columns.trial-end",
              optional(EXPRESSION),
              "null",
              RESULTS,
              "The first paid day after a trial, up to which the period weighs nothing."),
          key(
              "input.subscriptions.columns.currency",
              optional(EXPRESSION),
              "null",
              RESULTS,
              """
              Currency code of the row; more than one stops the run (quality gate), unless input.rates \
              converts them, at the rate of the last day of each month."""),
          key(
              "input.subscriptions.filter",
              optional(text("a Spark SQL predicate")),
              "null",
              RESULTS,
              """
              Rows that do not satisfy it are counted as filtered: subscriptions that were never paid, \
              for example."""),
          key(
              "input.subscriptions.basis",
              choice(Basis.class),
              "events",
              RESULTS,
              """
              events: movements are seen day by day, and who comes and leaves within a month is new and \
              churned. snapshot: ends of months are compared."""),
          key(
              "input.subscriptions.grace-days",
              DAYS,
              "0",
              RESULTS,
              """
              Gaps of at most so many days are joined: who pays late has not left. A month is observed once \
              its grace is over, too."""),
          key(
              "calendar.time-zone",
              timeZone(),
              "UTC",
              FITS,
              "The time zone in which days begin and end."),
          key(
              "calendar.time-unit",
              choice(Settings.TimeUnit.class),
              "week",
              FITS,
              """
              The unit in which models measure time; a month has 30.4375 days, a year 365.25."""),
          key(
              "purchases.zero-day",
              choice(Settings.ZeroDay.class),
              "ignore",
              FITS,
              "Is a day whose net amount is 0 a purchase?"),
          key(
              "cohorts.period",
              choice(Period.class),
              "month",
              RESULTS,
              "Acquisition cohorts and their periods; a week begins on Monday."),
          key(
              "rfm.limits.days-since-last-purchase",
              ascending(4, MAX_DAYS),
              "[]",
              RESULTS,
              """
              Limits in place of quintiles, useful in a shop with many one-time buyers, for whom \
              quintiles skip scores. Days since the last purchase: up to the first limit 5, \
              beyond the last 1; for example [30, 90, 180, 365]."""),
          key(
              "rfm.limits.frequency",
              ascending(4, MAX_DAYS),
              "[]",
              RESULTS,
              """
              Purchase days after the first, as in the column frequency: up to the first limit 1, beyond \
              the last 5; for example [0, 1, 4, 9]."""),
          key(
              "rfm.limits.revenue",
              ascending(4, Money.LARGEST_ROW),
              "[]",
              RESULTS,
              """
              Net amount to date, as in the column revenue: up to the first limit 1, beyond the last 5; \
              for example [50, 100, 250, \
              1000]."""),
          key(
              "quality.max-quarantined-share",
              SHARE,
              "0.5",
              RESULTS,
              """
              The run fails when this share or more of the rows read, or of their money (amounts without
              signs), is quarantined. From 1% on it warns, with the reasons and an example of each."""),
          key(
              "quality.warn-stale-days",
              DAYS,
              "7",
              RESULTS,
              """
              Days between the newest accepted transaction and the run date above which the run warns."""),
          key(
              "quality.duplicate-columns",
              texts("a list of column names such as [order_id, sku]"),
              "[]",
              RESULTS,
              """
              Rows of one customer that agree in all these input columns are duplicates; the run warns \
              with their number and amount. Empty: no check."""),
          key(
              "quality.max-duplicate-share",
              SHARE,
              "1.0",
              RESULTS,
              "The run fails when a larger share of the accepted rows are duplicates."),
          key(
              "quality.max-stability-index",
              optional(decimal("a number above 0", x -> x > 0)),
              "null",
              NOTHING,
              """
              The run fails when predicted values are distributed otherwise than in the run before: when \
              the population stability index of their tenths is above this. From 0.25 on it warns."""),
          key(
              "quality.max-volume-change",
              optional(decimal("a number above 0", x -> x > 0)),
              "null",
              NOTHING,
              """
              The run fails when the rows up to the run date are more or fewer than the median of the last \
              seven runs by more than this share; for example 0.5. From 0.3 on it warns."""),
          key(
              "models.purchases",
              texts("a list of names such as [bg-nbd, pareto-nbd]"),
              "[bg-nbd, pareto-nbd, mbg-nbd]",
              FITS,
              """
              Purchase models to fit: bg-nbd, mbg-nbd (customers may leave right after their first \
              purchase), bg-cnbd-k, mbg-cnbd-k (the same two for customers who buy regularly: the waits \
              between purchases have k phases, k chosen by likelihood; several fits instead of one), \
              pareto-nbd, nbd (nobody ever leaves: a baseline). The manifest has \
              those that are fitted. A model that cannot be fitted is reported, and the run goes on with \
              the others. The default tries the fastest first; where the data does not identify its \
              dropout, pareto-nbd, in which customers may leave at any time; then mbg-nbd, which differs \
              from bg-nbd where many buy once. Empty: nothing is forecast."""),
          key(
              "models.champion",
              optional(text("the name of a rule or of a purchase model")),
              "null",
              FITS,
              """
              Whose forecasts the scores carry: first (of the list above that converges and whose \
              parameters the data identifies; those after it are not fitted; where none is identified, \
              the first that converges), best-likelihood (lowest BIC, which counts parameters), backtest \
              (highest Gini among those whose total was within 10%, see evaluation; the champion so far \
              stays unless another wins by more than chance), or a \
              name of the list (first takes its place where it could not be fitted). null: backtest where \
              evaluation.origins is above 0, else first."""),
          key(
              "models.spend",
              text("the name of a spend model"),
              "gamma-gamma",
              FITS,
              """
              What a purchase is worth: gamma-gamma; mean, the customer's own mean of repeat purchases, \
              and the base's mean where there are none; none: purchases are forecast, money is not. \
              gamma-gamma needs prices that differ: where it cannot be fitted, mean takes its place \
              with a warning. There are intervals with gamma-gamma only."""),
          key(
              "models.learner",
              choice("none", "hybrid", "hybrid-rank"),
              "none",
              FITS,
              """
              Trees that learn from earlier dates whom the purchase models forecast too little or too much: \
              hybrid, for amounts; hybrid-rank, that and a second one which orders customers better. Every \
              `run` trains them for corrected_clv and rank_score, which stand in the scores beside the \
              champion's forecasts, and a back-test judges them. The run, and each date of a back-test, \
              then takes the fits of up to four earlier dates, and minutes of training. none: costs \
              nothing."""),
          key(
              "models.learner-rows",
              whole("", 100, 10_000_000),
              "200000",
              FITS,
              """
              Customers of earlier dates that a learner is trained on, at most: those with the smallest \
              hashes of their names. They fill one task of one executor, about 500 bytes each."""),
          key(
              "models.required",
              bool(),
              "false",
              FITS,
              """
              true: a run in which none of the purchase models, or not the spend model, can be fitted \
              ends with exit code 6. false: it publishes what needs no models (quintile scores, \
              segments, cohorts, value to date, the formula), with forecasts that are null, and says \
              why. `fit` needs a purchase model either way."""),
          key(
              "models.penalty",
              decimal("a number from 0 to 1e6", x -> x >= 0 && x <= 1e6),
              "0.0",
              FITS,
              """
              Precision (1/variance) of a normal prior on the logarithm of every parameter, around where \
              the search starts; for covariates, on the coefficient times their standard deviation, \
              around 0. 0: none. A small value such as 0.1 bounds parameters that little data does not \
              determine."""),
          key(
              "models.version",
              text("current or the name of a version directory"),
              "current",
              RESULTS,
              "Which stored version `score` uses: current, or the name of a version directory."),
          key(
              "models.reuse-days",
              DAYS,
              "0",
              RESULTS,
              """
              `run` scores with the stored current models instead of fitting when they were fitted for \
              its own run date or one at most this many days earlier; never with models of a later date, \
              which were fitted to the future. They must have been fitted by the same version of Perennial \
              with the same values of all keys that change fits. The paths of transactions and \
              customers may differ, so a path may contain a date. The summary and the manifest say what \
              was decided and why. 0: fit in every run."""),
          key(
              "models.covariates",
              texts("a list of attributes such as [channel, plan]"),
              "[]",
              FITS,
              """
              Attributes of input.customers on which the rates of buying and of leaving depend, for \
              example [channel, basket]; bg-nbd and pareto-nbd use them, the other models do not. \
              Coefficients are among the parameters of the model: purchase.channel=web = 0.2 means that \
              customers of the level web buy e^0.2 = 1.22 times as fast as those of the reference level, \
              dropout.channel=web = 0.2 that their dropout rate is 1.22 times as high (bg-nbd: the odds of leaving \
              after a purchase). The diagnostics hold the likelihood-ratio test against the model \
              without covariates.
              Numbers count as their distance from the mean, so that alpha and the others are those of a \
              customer of mean numbers and reference levels; a missing number counts as the mean. Text \
              and booleans become an indicator for every level but the most frequent, the reference; \
              missing is a level. Levels of fewer than 20 customers, and levels that the fit has not seen, \
              are combined into the level other; where other has fewer than 20 customers it counts as the \
              reference. More than 50 levels end the run (exit code 4). Attributes that are constant or \
              linearly dependent on earlier ones are left out with a warning. `score` uses the \
              encoding of the fit."""),
          key(
              "clv.horizon-days",
              whole("days", 1, MAX_DAYS),
              "365",
              RESULTS,
              "Length of the forecasts."),
          key(
              "clv.annual-discount-rate",
              // 10 or more (1000 per cent) was meant as a percentage.
              decimal(
                  "a yearly rate from 0 to below 10 (10 per cent is 0.10)", x -> x >= 0 && x < 10),
              "0.10",
              RESULTS,
              "Yearly rate at which future margins are discounted."),
          key(
              "clv.margin",
              decimal("a number above 0 and at most 1", x -> x > 0 && x <= 1),
              "1.0",
              RESULTS,
              "Share of revenue that is margin."),
          key(
              "clv.churn-window-months",
              whole("months", 1, 1_200),
              "3",
              RESULTS,
              "Window over which the churn of the classic formula is measured."),
          key(
              "intervals.level",
              decimal("a number above 0 and below 1", x -> x > 0 && x < 1),
              "0.90",
              RESULTS,
              """
              Intervals around forecasts contain the outcome with this probability, if the models are \
              right. They cover the uncertainty of the parameters and of individual behaviour, not \
              that the future may differ from the past."""),
          key(
              "intervals.replicates",
              whole("", 0, 100_000),
              "200",
              FITS,
              """
              Bootstrap replicates: how often the parameters are fitted to resampled customers. 0: no \
              intervals."""),
          key("intervals.seed", SEED, "1", FITS, "The same seed gives the same intervals."),
          key(
              "intervals.experience.least",
              optional(RATIO),
              "null",
              RESULTS,
              """
              A scenario for a shop in its first year, whose own data cannot tell its seasons: the lowest \
              ratio of what came to what was forecast at other shops, such as 0.7. Intervals of sums then \
              reach down to so many times the forecast, and summary and report say what the scenario \
              comes to. Forecasts stay. null: no scenario."""),
          key(
              "intervals.experience.most",
              optional(RATIO),
              "null",
              RESULTS,
              "The highest such ratio; intervals of sums reach up to it."),
          key(
              "evaluation.origins",
              whole("", 0, 100),
              "0",
              FITS,
              """
              Back-test: as of so many earlier dates, every configured model is fitted to what was known and \
              its forecast is held against what followed, in the tables backtest and calibration. From 2 on \
              the date a year before the run date is among them, where the horizon is shorter than a year \
              and the history reaches that far: it is of the same season. 0: a run does without; the \
              command backtest then takes 3."""),
          key(
              "evaluation.step-days",
              optional(whole("days", 1, MAX_DAYS)),
              "null",
              FITS,
              "From one of these dates to the next. null: the horizon, so that windows do not overlap."),
          key(
              "evaluation.horizon-days",
              optional(whole("days", 1, MAX_DAYS)),
              "null",
              FITS,
              """
              Length of the forecasts of a back-test; the last one ends with the run date. null: \
              clv.horizon-days."""),
          key(
              "evaluation.min-history-days",
              DAYS,
              "90",
              FITS,
              "Days from the first purchase of all to the earliest of these dates, at least."),
          key(
              "evaluation.every-days",
              whole("days", 1, MAX_DAYS),
              "1",
              RESULTS,
              """
              `run` makes a back-test when the last one is at least so many days old; in between the \
              champion stays, and the tables have no rows."""),
          key(
              "evaluation.max-customers",
              whole("", 1000, 1_000_000_000),
              "1000000",
              FITS,
              """
              Where there are more customers, a back-test takes about so many of them: those with the \
              smallest hashes of their names. Its totals are then those of these customers."""),
          key(
              "economics.segments",
              texts("a list of dimensions such as [rfm_segment, value_tier, channel]"),
              "[rfm_segment, value_tier, tenure]",
              RESULTS,
              """
              Dimensions by which tables split the customers: rfm_segment; value_tier (top 1, 5, 20, 50% and \
              the rest by predicted value); tenure (time since the first purchase); spend_band (net amount to \
              date); cohort (period of the first purchase); and any attribute of input.customers, which \
              the scores then carry, too. Of an attribute with more than 1,000 levels the largest are segments \
              and the others are (other); customers without a value are (none)."""),
          key(
              "economics.channel",
              optional(text("the name of an attribute of input.customers")),
              "channel",
              RESULTS,
              "The attribute of input.customers that names the channel by which a customer was won."),
          key(
              "economics.experiment",
              optional(text("the name of an attribute of input.customers")),
              "null",
              RESULTS,
              "The attribute of input.customers that names the variant of an experiment."),
          key(
              "economics.min-group",
              whole("customers", 1, 1_000_000_000),
              "20",
              RESULTS,
              "Segments with fewer customers are folded into (other)."),
          key(
              "economics.cost-per-order",
              exact(
                  "an amount from 0 to 1e9 in the currency of the amounts",
                  x -> x.signum() >= 0 && x.compareTo(MAX_PER_ORDER) <= 0),
              "0",
              RESULTS,
              """
              What it costs to deliver, take payment for and handle an order, and to take returns back; to \
              the millionth of the currency unit. With cost-share it makes margin_delivered out of \
              margin_product. Both 0: the cost to serve is not known, and not subtracted."""),
          key(
              "economics.cost-share",
              exact("a number from 0 to 1", x -> x.signum() >= 0 && x.compareTo(ONE) <= 0),
              "0",
              RESULTS,
              "The part of the cost to serve that is a share of net revenue."),
          key(
              "economics.conversion-rate",
              optional(
                  exact(
                      "a number above 0 and at most 1",
                      x -> x.signum() > 0 && x.compareTo(ONE) <= 0)),
              "null",
              RESULTS,
              """
              Share of visitors who become customers: the highest sensible bid for a visitor is that for a \
              customer times this rate. Where input.visits is configured it is measured, by channel, and \
              this rate stands in for channels without visits."""),
          key(
              "economics.max-spending-share",
              SHARE,
              "0.1",
              RESULTS,
              """
              The most that the table targets calls worth spending on a customer, as a share of the predicted \
              value of the customer."""),
          key(
              "output.path",
              optional(text("the directory the tables go to")),
              "null",
              RESULTS,
              "Directory below which tables and models are written."),
          key(
              "output.format",
              choice("parquet", "orc"),
              "parquet",
              RESULTS,
              "File format of the tables."),
          key(
              "output.keep-runs",
              whole("runs", 1, MAX_DAYS),
              "30",
              NOTHING,
              """
              Run dates kept; older ones are deleted after publishing. Those of days to come are mistakes: they
              do not count, and stay until you delete them."""),
          key(
              "output.tables",
              textsOr("all", "all, or a list of tables such as [segments, economics]"),
              "all",
              RESULTS,
              """
              The tables that are written: all, or a list. scores and, where rows are rejected, quarantine \
              are always written. Tables whose own input is not configured are not written either way."""),
          key(
              "report.locale",
              choice("en", "fr"),
              "en",
              NOTHING,
              "The language of the report, and how it writes numbers and dates."),
          key(
              "report.currency",
              optional(text("a currency code such as EUR")),
              "null",
              NOTHING,
              """
              The currency that amounts are in, as the report shows them; nothing is converted. null is \
              input.rates.currency, also where there are no rates."""),
          key(
              "report.layout",
              choice(Settings.Report.Layout.class),
              "executive",
              NOTHING,
              """
              What the report begins with: executive, value and cohorts, as a board asks; shop, targets, \
              products and segments, as those who run the shop do."""),
          key(
              "report.customer-ids",
              choice(Settings.Report.CustomerIds.class),
              "shown",
              NOTHING,
              """
              Whether the list of targets, the only place of the report with customers, names them: shown \
              or hidden."""),
          key(
              "simulate.path",
              optional(text("the directory transactions go to")),
              "null",
              RESULTS,
              "Directory to which the transactions are written."),
          key(
              "simulate.customers",
              whole("", 1, 10_000_000_000L),
              "100000",
              RESULTS,
              "Number of customers."),
          key(
              "simulate.start-date",
              date(1900, 2199),
              "\"2024-01-01\"",
              RESULTS,
              """
              Customers arrive evenly between this date and the one that lies arrival-days later."""),
          key(
              "simulate.arrival-days",
              whole("days", 1, MAX_DAYS),
              "365",
              RESULTS,
              "See start-date."),
          key(
              "simulate.end-date",
              date(1900, 2199),
              "\"2025-12-31\"",
              RESULTS,
              "The last day on which somebody buys."),
          key("simulate.seed", SEED, "42", RESULTS, "The same seed gives the same transactions."),
          key(
              "simulate.bg-nbd.r",
              PARAMETER,
              "0.243",
              RESULTS,
              "Shape of the purchase rates; a rate is in purchases a calendar.time-unit."),
          key(
              "simulate.bg-nbd.alpha",
              PARAMETER,
              "4.414",
              RESULTS,
              "Their rate: the mean is r/alpha."),
          key(
              "simulate.bg-nbd.a",
              PARAMETER,
              "0.793",
              RESULTS,
              "First parameter of the chance to leave after a purchase: the mean is a/(a+b)."),
          key("simulate.bg-nbd.b", PARAMETER, "2.426", RESULTS, "The second one."),
          key(
              "simulate.gamma-gamma.p",
              PARAMETER,
              "6.25",
              RESULTS,
              "Shape of the values of one customer's purchases."),
          key(
              "simulate.gamma-gamma.q",
              PARAMETER,
              "3.74",
              RESULTS,
              "Shape of how customers differ; the mean value is p*gamma/(q-1)."),
          key("simulate.gamma-gamma.gamma", PARAMETER, "15.44", RESULTS, "Its scale, in money."));

  private Keys() {}

  private static Key sidePath(String section, String rows) {
    return key(
        section + ".path",
        optional(text("the path of the " + rows)),
        "null",
        RESULTS,
        "Exactly one of path, table and query; format and options: as for transactions.");
  }

  private static Key sideTable(String section, String name) {
    return key(
        section + ".table",
        optional(text("a table name such as catalog.db." + name)),
        "null",
        RESULTS,
        "See path.");
  }

  private static Key sideQuery(String section) {
    return key(
        section + ".query",
        optional(text("a SQL query such as \"SELECT * FROM parquet.`/in/table`\"")),
        "null",
        RESULTS,
        "See path.");
  }

  private static Key sideFormat(String section) {
    return key(section + ".format", FORMAT, "parquet", RESULTS, "Any Spark source.");
  }

  private static Key sideOptions(String section) {
    return key(section + ".options", Type.MAP, "{}", RESULTS, "Passed to the reader.");
  }

  private static Key key(
      String path, Type<?> type, String builtIn, Key.Changes changes, String about) {
    return new Key(path, type, builtIn, changes, about);
  }

  /** The key of the table with this path. */
  static Optional<Key> find(String path) {
    return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
  }

  /** Whether a name of the effective configuration belongs to this key. */
  private static boolean covers(Key key, String name) {
    return name.equals(key.name()) || key.type() == Type.MAP && name.startsWith(key.name() + ".");
  }

  /** The key that a name of the effective configuration belongs to, such as one of the options. */
  static Optional<Key> of(String name) {
    return ALL.stream().filter(key -> covers(key, name)).findFirst();
  }

  /**
   * Whether another value of the key would change the fitted models.
   *
   * @param name with the root; true for an unknown key
   */
  public static boolean changesFits(String name) {
    return of(name).map(key -> key.changes() == FITS).orElse(true);
  }
}
