package io.perennial.subscription;

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
  /** When movements are seen. */
  public enum Basis {
    /** Day by day: who comes on the 3rd and leaves on the 20th is new and churned. */
    EVENTS,
    /** From one end of a month to the next: such a customer has never been there. */
    SNAPSHOT
  }

  int runDay() {
    return Math.toIntExact(runDate.toEpochDay());
  }
}
