package io.perennial.subscription;

import io.perennial.schema.Basis;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * How movements are told.
 *
 * @param runDate nothing later is booked
 * @param graceDays gaps of at most so many days are joined
 * @param hasPlans whether plans are mapped
 */
public record Policy(Basis basis, int graceDays, LocalDate runDate, boolean hasPlans)
    implements Serializable {
  int runDay() {
    return Math.toIntExact(runDate.toEpochDay());
  }
}
