package io.perennial.history;

import java.util.ArrayList;
import java.util.List;

/** The tallies of one task, one for each row class; there are few classes. */
final class Tallies {
  private final List<Tally> tallies = new ArrayList<>();
  private Tally latest;

  Tally of(int rowClass) {
    if (latest != null && latest.rowClass() == rowClass) {
      return latest;
    }
    latest =
        tallies.stream()
            .filter(tally -> tally.rowClass() == rowClass)
            .findFirst()
            .orElseGet(() -> added(rowClass));
    return latest;
  }

  void merge(Tally other) {
    of(other.rowClass()).merge(other);
  }

  List<Tally> all() {
    return tallies;
  }

  private Tally added(int rowClass) {
    Tally tally = new Tally(rowClass);
    tallies.add(tally);
    return tally;
  }
}
