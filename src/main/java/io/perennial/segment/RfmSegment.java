package io.perennial.segment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.ScoreColumns;
import org.apache.spark.sql.Column;

/**
 * The customary eleven segments of recency score × frequency score. Each pair of scores is in
 * exactly one of them; the table below is read row by row.
 *
 * <pre>
 *            F 1                F 2                 F 3                F 4          F 5
 *  R 5   new customers     potential loyalists  potential loyalists  champions    champions
 *  R 4   promising         potential loyalists  potential loyalists  loyal        champions
 *  R 3   about to sleep    about to sleep       need attention       loyal        loyal
 *  R 2   hibernating       hibernating          at risk              at risk      at risk
 *  R 1   lost              lost                 at risk              at risk      cannot lose them
 * </pre>
 */
public enum RfmSegment {
  CHAMPIONS("champions"),
  LOYAL("loyal"),
  POTENTIAL_LOYALISTS("potential-loyalists"),
  NEW_CUSTOMERS("new-customers"),
  PROMISING("promising"),
  NEED_ATTENTION("need-attention"),
  ABOUT_TO_SLEEP("about-to-sleep"),
  AT_RISK("at-risk"),
  CANNOT_LOSE_THEM("cannot-lose-them"),
  HIBERNATING("hibernating"),
  LOST("lost");

  private static final RfmSegment[][] BY_RECENCY_AND_FREQUENCY = {
    {LOST, LOST, AT_RISK, AT_RISK, CANNOT_LOSE_THEM},
    {HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, AT_RISK},
    {ABOUT_TO_SLEEP, ABOUT_TO_SLEEP, NEED_ATTENTION, LOYAL, LOYAL},
    {PROMISING, POTENTIAL_LOYALISTS, POTENTIAL_LOYALISTS, LOYAL, CHAMPIONS},
    {NEW_CUSTOMERS, POTENTIAL_LOYALISTS, POTENTIAL_LOYALISTS, CHAMPIONS, CHAMPIONS},
  };

  private final String label;

  RfmSegment(String label) {
    this.label = label;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** The segment of a pair of scores, each 1 to 5. */
  public static RfmSegment of(int recencyScore, int frequencyScore) {
    return BY_RECENCY_AND_FREQUENCY[recencyScore - 1][frequencyScore - 1];
  }

  /** The segment's label, from the score columns. */
  public static Column column() {
    Column label = lit(null);
    for (int recency = 1; recency <= 5; recency++) {
      for (int frequency = 1; frequency <= 5; frequency++) {
        label =
            when(
                    col(ScoreColumns.R_SCORE)
                        .equalTo(recency)
                        .and(col(ScoreColumns.F_SCORE).equalTo(frequency)),
                    of(recency, frequency).label)
                .otherwise(label);
      }
    }
    return label;
  }
}
