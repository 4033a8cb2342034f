package io.perennial.report;

import io.perennial.report.page.Section;
import io.perennial.report.page.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every figure's definition, and the policy of this run behind it. */
final class DefinitionsPart implements Part {
  private static final List<String> TERMS =
      List.of(
          "purchase_day",
          "revenue",
          "historical_clv",
          "predicted_clv",
          "interval",
          "p_alive",
          "active_customers",
          "monthly_churn",
          "retention",
          "repurchase",
          "ltv",
          "segments",
          "concentration",
          "cac",
          "payback",
          "bridge",
          "returns",
          "money");

  @Override
  public Optional<Section> section(Scope scope) {
    List<Terms.Term> terms = new ArrayList<>();
    for (String term : TERMS) {
      terms.add(
          new Terms.Term(
              scope.texts.of("term." + term),
              scope.texts.of("term." + term + ".is", policy(scope))));
    }
    return Optional.of(
        new Section(
            "definitions", scope.texts.of("definitions.title"), null, List.of(new Terms(terms))));
  }

  /** What definitions refer to, in this order: {0}, {1}, ... */
  private static Object[] policy(Scope scope) {
    Formats formats = scope.formats;
    return new Object[] {
      scope.configured("clv.horizon-days", "365"),
      formats.share(ChangesPart.rate(scope)),
      scope.texts.of("policy.zero-day." + scope.configured("purchases.zero-day", "ignore")),
      scope.configured("calendar.time-zone", "UTC"),
      formats.share(Double.parseDouble(scope.configured("clv.margin", "1"))),
      scope.configured("clv.churn-window-months", "3"),
      formats.wholeShare(Double.parseDouble(scope.configured("intervals.level", "0.9"))),
      formats.share(scope.manifest.value() == null ? 0 : scope.manifest.value().returnsShare()),
      scope.texts.of("period.one." + scope.cohortPeriod()),
      scope.currency
    };
  }
}
