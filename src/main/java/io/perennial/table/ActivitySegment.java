package io.perennial.table;

import io.perennial.cohort.Activity;
import io.perennial.cohort.SegmentActivity;
import io.perennial.schema.Dimensions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a segment of the customers did.
 *
 * @param dimension by which customers are split
 * @param name of the segment
 */
record ActivitySegment(String dimension, String name, SegmentActivity activity) {
  /**
   * All customers first, then the segments of each dimension by name.
   *
   * @param dimensions names of those of the activity
   * @param minGroup customers that a segment needs; those of fewer are in {@link Dimensions#OTHER}
   */
  static List<ActivitySegment> of(Activity activity, List<String> dimensions, int minGroup) {
    List<ActivitySegment> segments = new ArrayList<>();
    segments.add(new ActivitySegment(Dimensions.ALL, Dimensions.ALL, activity.all()));
    for (int i = 0; i < dimensions.size(); i++) {
      SortedMap<String, SegmentActivity> folded = new TreeMap<>();
      activity
          .dimensions()
          .get(i)
          .forEach(
              (name, of) ->
                  folded.merge(
                      of.secondPurchases().customers() < minGroup ? Dimensions.OTHER : name,
                      of,
                      SegmentActivity::plus));
      String dimension = dimensions.get(i);
      folded.forEach((name, of) -> segments.add(new ActivitySegment(dimension, name, of)));
    }
    return segments;
  }
}
