package io.perennial.pipeline;

import io.perennial.history.Reconciliation;
import io.perennial.ingest.RejectedValues;
import io.perennial.ingest.Transactions;
import io.perennial.schema.RowClass.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Why rows were quarantined, with an example of each reason that has a value to show. */
final class QuarantineReasons {
  /** Values that a suggested expression has to read; one of them is told. */
  private static final int EXAMPLES = 20;

  private QuarantineReasons() {}

  /**
   * The reasons, the most frequent first. One look at the rows, unless all of them are without a
   * customer, which needs no example.
   */
  static String sentence(Reconciliation account, Transactions transactions) {
    SortedMap<String, Long> reasons = account.counts().quarantined().reasons();
    List<String> shown =
        reasons.keySet().stream()
            .filter(code -> !code.equals(Reason.CUSTOMER_MISSING.code()))
            .toList();
    Map<String, RejectedValues> examples = new HashMap<>();
    if (!shown.isEmpty()) {
      transactions.examples(shown, EXAMPLES).forEach(each -> examples.put(each.reason(), each));
    }
    return reasons.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            reason ->
                told(reason.getKey(), reason.getValue(), examples.get(reason.getKey()))
                    + (reason.getKey().equals(Reason.CUSTOMER_MISSING.code())
                        ? guests(transactions)
                        : ""))
        .collect(Collectors.joining("; "));
  }

  private static String told(String reason, long rows, RejectedValues example) {
    String counted = String.format(Locale.ROOT, "%s %,d", reason, rows);
    return example == null || example.values().get(0).isBlank()
        ? counted
        : counted
            + ", for example '%s'".formatted(example.values().get(0))
            + example
                .suggestion()
                .map(
                    suggestion ->
                        example
                            .key()
                            .map(key -> "; %s = \"%s\" reads them".formatted(key, suggestion))
                            .orElse("; set input.options " + suggestion))
                .orElse("");
  }

  /** Who has no number may have an address. */
  private static String guests(Transactions transactions) {
    return transactions
        .customersByAddress()
        .map(
            expression ->
                " (where they are guests, input.columns.customer = \"%s\" tells them apart)"
                    .formatted(expression))
        .orElse("");
  }
}
