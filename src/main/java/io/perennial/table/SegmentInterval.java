package io.perennial.table;

import io.perennial.model.interval.Interval;
import io.perennial.table.SegmentTotals.Sum;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The interval of the predicted value of a segment, from that of all customers. What is uncertain
 * has two parts. That of the parameters, and the error of totals that a back-test saw, move all
 * customers together: a segment's share of it is its share of the predicted value. That of
 * individuals is independent: the variances of the segment's customers add up. The distances of
 * both ends from the prediction are the roots of the sums of the squares of the two. For all
 * customers it is the interval itself.
 */
final class SegmentInterval {
  private SegmentInterval() {}

  /**
   * The interval of a segment.
   *
   * @param base of all customers
   * @param around the interval of all customers
   * @param level of the intervals
   */
  static Interval of(SegmentTotals segment, SegmentTotals base, Interval around, double level) {
    if (segment.isOfAll()) {
      return around;
    }
    double all = base.sum(Sum.PREDICTED_CLV).doubleValue();
    double predicted = segment.sum(Sum.PREDICTED_CLV).doubleValue();
    double share = all > 0 ? predicted / all : 0.0;
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + level) / 2);
    double own = z * Math.sqrt(segment.sum(Sum.VARIANCE).doubleValue());
    return new Interval(
        Math.max(0.0, predicted - Math.hypot(share * (all - around.low()), own)),
        predicted + Math.hypot(share * (around.high() - all), own));
  }
}
