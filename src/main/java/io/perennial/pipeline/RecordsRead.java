package io.perennial.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts the records that Spark's readers delivered to the jobs of one group: an account of the
 * rows read that does not depend on how they were classified. Of a task that ran more than once,
 * one success counts.
 */
final class RecordsRead extends SparkListener {
  private record Task(int stage, int partition) {}

  private final String group;
  private final Set<Integer> stages = new HashSet<>();
  private final Map<Task, Long> records = new HashMap<>();

  private RecordsRead(String group) {
    this.group = group;
  }

  /** Counts what the work reads in this group. */
  static long during(SparkContext spark, String group, Runnable work) {
    RecordsRead listener = new RecordsRead(group);
    spark.addSparkListener(listener);
    try {
      work.run();
      spark.listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Spark's listeners do not keep up", e);
    } finally {
      spark.removeSparkListener(listener);
    }
    return listener.records.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    if (group.equals(start.properties().getProperty("spark.jobGroup.id"))) {
      CollectionConverters.asJava(start.stageInfos()).forEach(info -> stages.add(info.stageId()));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskInfo().successful()
        && stages.contains(end.stageId())
        && end.taskMetrics() != null) {
      records.put(
          new Task(end.stageId(), end.taskInfo().partitionId()),
          end.taskMetrics().inputMetrics().recordsRead());
    }
  }
}
