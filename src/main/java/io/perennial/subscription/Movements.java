package io.perennial.subscription;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What moved the revenue of one customer from one moment to another. The customer's sum decides: it
 * is new, reactivation, expansion, contraction or churn. Pauses are told apart, for the customer
 * stays. Where one plan grows and another shrinks, the smaller of both is a transfer.
 */
final class Movements {
  /** A subscription before and after. */
  record Change(Position before, Position after) {}

  /** The customer's presence: a paused customer is there. */
  record Presence(boolean before, boolean after, boolean ever) {}

  private final Presence presence;
  private final MonthCells cells;
  private final int month;
  private final boolean hasPlans;
  private final Map<String, Long> rest = new TreeMap<>();

  private Movements(Presence presence, MonthCells cells, int month, boolean hasPlans) {
    this.presence = presence;
    this.cells = cells;
    this.month = month;
    this.hasPlans = hasPlans;
  }

  /** Books the changes into the cells of the month. */
  static void book(
      Collection<Change> changes,
      Presence presence,
      MonthCells cells,
      int month,
      boolean hasPlans) {
    new Movements(presence, cells, month, hasPlans).book(changes);
  }

  private void book(Collection<Change> changes) {
    for (Change change : changes) {
      if (change.before.isThere()) {
        rest.merge(key(change.before), -change.before.paid(), Math::addExact);
      }
      if (change.after.isThere()) {
        rest.merge(key(change.after), change.after.paid(), Math::addExact);
      }
    }
    if (presence.before && presence.after) {
      changes.forEach(this::pause);
    }
    long up = 0;
    long down = 0;
    for (long each : rest.values()) {
      up = Math.addExact(up, Math.max(0, each));
      down = Math.addExact(down, Math.max(0, -each));
    }
    Measure rise =
        presence.before ? Measure.EXPANSION : presence.ever ? Measure.REACTIVATION : Measure.NEW;
    Measure fall = presence.after ? Measure.CONTRACTION : Measure.CHURN;
    long moved = Math.min(up, down);
    cells.add(MonthCells.ALL, month, rise, up - moved);
    cells.add(MonthCells.ALL, month, fall, down - moved);
    if (hasPlans) {
      transfer(moved, rise, 1, Measure.TRANSFERRED_IN);
      transfer(moved, fall, -1, Measure.TRANSFERRED_OUT);
    }
    if (fall == Measure.CHURN && presence.before) {
      changes.forEach(this::leave);
    }
  }

  /** Of what moved in one direction, first the transfer, then the rest, plan by plan. */
  private void transfer(long moved, Measure remaining, int sign, Measure transferred) {
    long left = moved;
    for (var plan : rest.entrySet()) {
      long amount = Math.max(0, sign * plan.getValue());
      long part = Math.min(amount, left);
      left -= part;
      cells.add(plan.getKey(), month, transferred, part);
      cells.add(plan.getKey(), month, remaining, amount - part);
    }
  }

  private void pause(Change change) {
    if (!change.before.isThere() || !change.after.isThere()) {
      return;
    }
    long paused = Math.min(change.before.paid(), change.after.held());
    long resumed = Math.min(change.before.held(), change.after.paid());
    add(key(change.before), Measure.PAUSED, paused);
    add(key(change.after), Measure.RESUMED, resumed);
    rest.merge(key(change.before), paused, Math::addExact);
    rest.merge(key(change.after), -resumed, Math::addExact);
  }

  private void leave(Change change) {
    if (change.before.isThere()) {
      switch (change.before.period().leaving()) {
        case VOLUNTARY -> add(key(change.before), Measure.CHURN_VOLUNTARY, change.before.paid());
        case INVOLUNTARY ->
            add(key(change.before), Measure.CHURN_INVOLUNTARY, change.before.paid());
        case UNKNOWN -> {}
      }
    }
  }

  private void add(String plan, Measure measure, long micros) {
    cells.add(MonthCells.ALL, month, measure, micros);
    if (hasPlans) {
      cells.add(plan, month, measure, micros);
    }
  }

  private String key(Position position) {
    return hasPlans ? position.plan() : MonthCells.ALL;
  }
}
