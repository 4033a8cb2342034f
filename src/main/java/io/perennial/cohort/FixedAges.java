package io.perennial.cohort;

import io.perennial.schema.Period;
import java.util.Arrays;
import java.util.List;

/**
 * What customers had done by fixed ages, by cohort and index of the age: of those who are that old,
 * how many there are, how many had bought again, and what they had spent. An age of d days includes
 * the day d days after the first purchase day, and all days before.
 */
public final class FixedAges implements Counter {
  /** The ages that tables show, in days, ascending. */
  public static final List<Integer> DAYS = List.of(30, 60, 90, 180, 365);

  private static final int CUSTOMERS = 0;
  private static final int BOUGHT_AGAIN = 1;
  private static final int AMOUNTS = 2;

  private final int[] ages;
  private final CohortSums cohorts;
  private final long[] soFar = new long[Amounts.SUMS];

  /**
   * @param ages in days, ascending
   */
  FixedAges(List<Integer> ages, Period period) {
    this.ages = ages.stream().mapToInt(Integer::intValue).toArray();
    this.cohorts = new CohortSums(period, AMOUNTS + Amounts.SUMS);
  }

  @Override
  public void add(CustomerDays customer) {
    NumberedSums cohort = cohorts.of(customer);
    Arrays.fill(soFar, 0);
    int next = 0;
    for (int age = 0; age < ages.length && ages[age] <= customer.age(); age++) {
      int lastDay = customer.firstPurchase() + ages[age];
      while (next < customer.size() && customer.day(next) <= lastDay) {
        Amounts.add(soFar, 0, customer, next++);
      }
      long[] sums = cohort.at(age);
      sums[CUSTOMERS]++;
      sums[BOUGHT_AGAIN] += customer.boughtAgain() && customer.gap() <= ages[age] ? 1 : 0;
      for (int i = 0; i < Amounts.SUMS; i++) {
        sums[AMOUNTS + i] += soFar[i];
      }
    }
  }

  @Override
  public void forEach(Sink sink) {
    cohorts.forEach(sink);
  }

  /** Reads the sums of one cohort and age. */
  static AtAge atAge(long[] sums) {
    return new AtAge(sums[CUSTOMERS], sums[BOUGHT_AGAIN], Amounts.of(sums, AMOUNTS));
  }

  /**
   * Customers who are at least of an age, by that age.
   *
   * @param customers who are that old
   * @param boughtAgain those of them with a second purchase day by that age
   * @param amounts of theirs by that age
   */
  public record AtAge(long customers, long boughtAgain, Amounts amounts) {
    static final AtAge NOBODY = new AtAge(0, 0, Amounts.NONE);

    AtAge plus(AtAge other) {
      return new AtAge(
          customers + other.customers,
          boughtAgain + other.boughtAgain,
          amounts.plus(other.amounts));
    }
  }
}
