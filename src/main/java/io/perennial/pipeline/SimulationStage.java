package io.perennial.pipeline;

import io.perennial.simulate.Simulation;
import java.util.List;

/** The command {@code simulate}. */
final class SimulationStage {
  private SimulationStage() {}

  static long write(Run run) {
    var written = new Simulation(run.spark, run.settings).write();
    run.record.tables(List.of(written));
    return written.rows();
  }
}
