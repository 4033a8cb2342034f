package io.perennial.schema;

import java.util.List;

/**
 * Columns of a classified row of the subscriptions input, between {@code ingest} and {@code
 * subscription}. Days are since 1970-01-01, amounts are micros.
 */
public final class SubscriptionColumns {
  /** 0 for an accepted row, {@link RowClass#AFTER_RUN_DATE}, or the bits of its reasons. */
  public static final String ROW_CLASS = "row_class";

  /** As text; null where the row is not accepted. */
  public static final String CUSTOMER = "customer";

  /** Null where none is mapped or the row has none. */
  public static final String SUBSCRIPTION = "subscription";

  /** Null where none is mapped; {@link #NO_PLAN} where the row has none. */
  public static final String PLAN = "plan";

  /** Upper-case code; null where none is mapped or the row has none. */
  public static final String CURRENCY = "currency";

  public static final String START = "start";

  /** The first day after; null where it runs on. */
  public static final String END = "end";

  /** What is due in an interval; 0 where it cannot be read. */
  public static final String AMOUNT = "amount";

  /** What is billed in an interval, after discount. */
  public static final String BILLED = "billed";

  /** The unit of the interval: day, week, month, quarter or year. */
  public static final String UNIT = "unit";

  /** How many units an interval has. */
  public static final String COUNT = "count";

  /** 0 unknown, 1 voluntary, 2 involuntary. */
  public static final String LEAVING = "leaving";

  /** First day of a pause; null for none. */
  public static final String PAUSED_FROM = "paused_from";

  /** The first day after the pause; null where it goes on. */
  public static final String PAUSED_TO = "paused_to";

  /** First paid day after a trial; null for none. */
  public static final String TRIAL_END = "trial_end";

  /** The plan of rows without one, where plans are mapped. */
  public static final String NO_PLAN = "(none)";

  /** Why a row is rejected; a row may have several. */
  public enum Reason implements RowReason {
    CUSTOMER_MISSING("customer-missing"),
    START_MISSING("start-missing"),
    START_UNREADABLE("start-unreadable"),
    /** Before 1900 or after 2199. */
    START_OUT_OF_RANGE("start-out-of-range"),
    END_UNREADABLE("end-unreadable"),
    END_BEFORE_START("end-before-start"),
    AMOUNT_MISSING("amount-missing"),
    AMOUNT_UNREADABLE("amount-unreadable"),
    AMOUNT_NOT_FINITE("amount-not-finite"),
    /** Beyond 9e12 currency units. */
    AMOUNT_OUT_OF_RANGE("amount-out-of-range"),
    /** A refund or a credit, which is no price. */
    AMOUNT_NEGATIVE("amount-negative"),
    BILLED_UNUSABLE("billed-unusable"),
    INTERVAL_UNKNOWN("interval-unknown"),
    /** Unreadable, without a beginning, or ends before it begins. */
    PAUSE_UNUSABLE("pause-unusable"),
    TRIAL_END_UNREADABLE("trial-end-unreadable"),
    /** Begins before an earlier period of the same subscription has ended. */
    PERIODS_OVERLAP("periods-overlap"),
    LINE_MALFORMED("line-malformed");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  private SubscriptionColumns() {}

  /** The reasons of a rejected row's class. */
  public static List<Reason> reasons(int rowClass) {
    return RowReason.of(Reason.values(), rowClass);
  }
}
