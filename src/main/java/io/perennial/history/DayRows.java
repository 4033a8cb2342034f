package io.perennial.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows by day, counted where rows are read: there are at most as many days as the calendar has.
 * Days are days since 1970-01-01.
 */
final class DayRows {
  /** Days of a page: neighbours in time are neighbours in memory. */
  private static final int PAGE_BITS = 9;

  private static final int PAGE = 1 << PAGE_BITS;

  private final Map<Integer, long[]> pages = new HashMap<>();
  private int latestPage;
  private long[] latest;

  void add(int day) {
    add(day, 1);
  }

  void add(DayRows other) {
    other.byDay().forEach(this::add);
  }

  private void add(int day, long rows) {
    int page = day >> PAGE_BITS;
    if (latest == null || page != latestPage) {
      latest = pages.computeIfAbsent(page, number -> new long[PAGE]);
      latestPage = page;
    }
    latest[day & PAGE - 1] += rows;
  }

  /** The days that have rows. */
  SortedMap<Integer, Long> byDay() {
    SortedMap<Integer, Long> days = new TreeMap<>();
    pages.forEach(
        (page, rows) -> {
          for (int i = 0; i < PAGE; i++) {
            if (rows[i] > 0) {
              days.put((page << PAGE_BITS) + i, rows[i]);
            }
          }
        });
    return days;
  }

  void write(DataOutput out) throws IOException {
    SortedMap<Integer, Long> days = byDay();
    out.writeInt(days.size());
    for (var day : days.entrySet()) {
      out.writeInt(day.getKey());
      out.writeLong(day.getValue());
    }
  }

  void read(DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      add(in.readInt(), in.readLong());
    }
  }
}
