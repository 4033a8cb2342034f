package io.perennial.table;

import io.perennial.cohort.SegmentActivity;

/**
 * What a segment of the customers did.
 *
 * @param dimension by which customers are split
 * @param name of the segment
 */
record ActivitySegment(String dimension, String name, SegmentActivity activity) {}
