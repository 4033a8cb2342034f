package io.perennial.history;

import io.perennial.schema.RowClass;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Builds the histories of the customers of one partition, followed by the tallies. The rows arrive
 * sorted by the hash of the customer; customers with equal hashes are interleaved, and their
 * histories are open at the same time.
 */
final class HistoryBuilder extends RowsOnDemand {
  private final Iterator<InternalRow> rows;
  private final SalesLayout layout;
  private final PurchasePolicy policy;
  private final DayWriter writer = new DayWriter();
  private final Tallies tallies = new Tallies();

  /** Open histories of one key, nearly always a single one; reused for the next key. */
  private final List<OpenHistory> histories = new ArrayList<>();

  private int open;
  private InternalRow ahead;
  private boolean started;
  private boolean told;

  HistoryBuilder(Iterator<InternalRow> rows, SalesLayout layout, PurchasePolicy policy) {
    this.rows = rows;
    this.layout = layout;
    this.policy = policy;
  }

  @Override
  protected boolean advance() {
    if (!started) {
      started = true;
      step();
    }
    if (ahead != null) {
      readKey();
      return true;
    }
    if (told) {
      return false;
    }
    told = true;
    tallies.all().forEach(tally -> make(null, null, tally.encode()));
    return true;
  }

  private void step() {
    ahead = rows.hasNext() ? rows.next() : null;
  }

  /** Reads all rows of the next key and finishes their histories. */
  private void readKey() {
    long key = ahead.getLong(SalesLayout.KEY);
    OpenHistory current = null;
    while (ahead != null && ahead.getLong(SalesLayout.KEY) == key) {
      if (ahead.isNullAt(SalesLayout.TALLY)) {
        current = current != null && current.isOf(ahead) ? current : historyOf(ahead);
        current.add(ahead);
      } else {
        tallies.merge(Tally.decode(ahead.getBinary(SalesLayout.TALLY)));
      }
      step();
    }
    for (int i = 0; i < open; i++) {
      OpenHistory history = histories.get(i);
      byte[] days = history.finish(writer, policy, tallies.of(RowClass.ACCEPTED));
      make(history.customer(), days, null);
    }
    open = 0;
  }

  private OpenHistory historyOf(InternalRow row) {
    for (int i = 0; i < open; i++) {
      if (histories.get(i).isOf(row)) {
        return histories.get(i);
      }
    }
    if (open == histories.size()) {
      histories.add(new OpenHistory(layout));
    }
    OpenHistory history = histories.get(open++);
    history.begin(row);
    return history;
  }
}
