package io.perennial.schema;

import java.util.Arrays;
import java.util.List;

/** A constant of an enum that says why a row is not used; a row may have several reasons. */
public interface RowReason {
  /** The code in tables, manifest and summary. */
  String code();

  /** The place in its enum. */
  int ordinal();

  /** The bit of this reason in the class of a row. */
  default int bit() {
    return 1 << ordinal();
  }

  /** Those of all reasons that a row's class has; none where it is not above 0. */
  static <R extends RowReason> List<R> of(R[] all, int rowClass) {
    return Arrays.stream(all)
        .filter(reason -> rowClass > 0 && (rowClass & reason.bit()) != 0)
        .toList();
  }
}
