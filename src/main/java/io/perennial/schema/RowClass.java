package io.perennial.schema;

import java.util.List;

/**
 * The class of a row, as one number: 0 accepted, -1 dropped by the filter, -2 later than the run
 * date, above 0 quarantined, a bit for each {@link Reason}.
 */
public final class RowClass {
  public static final int ACCEPTED = 0;
  public static final int FILTERED = -1;
  public static final int AFTER_RUN_DATE = -2;

  /** Why a row is quarantined; a row may have several. */
  public enum Reason implements RowReason {
    CUSTOMER_MISSING("customer-missing"),
    TIMESTAMP_MISSING("timestamp-missing"),
    TIMESTAMP_UNREADABLE("timestamp-unreadable"),
    /** Before 1900 or after 2199: a placeholder, not a date of business. */
    TIMESTAMP_OUT_OF_RANGE("timestamp-out-of-range"),
    AMOUNT_MISSING("amount-missing"),
    AMOUNT_UNREADABLE("amount-unreadable"),
    AMOUNT_NOT_FINITE("amount-not-finite"),
    /** Beyond 9e12 currency units. */
    AMOUNT_OUT_OF_RANGE("amount-out-of-range"),
    COST_UNUSABLE("cost-unusable"),
    /**
     * A line with too many or too few fields, or that is not JSON; its values are not checked
     * further.
     */
    LINE_MALFORMED("line-malformed"),
    /** No rate of exchange for the currency, or none that is new enough. */
    RATE_MISSING("rate-missing"),
    /** No price level for the month. */
    INDEX_MISSING("index-missing");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  private RowClass() {}

  /** The reasons of a quarantined row's class. */
  public static List<Reason> reasons(int rowClass) {
    return RowReason.of(Reason.values(), rowClass);
  }
}
