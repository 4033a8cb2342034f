package io.perennial.report;

import io.perennial.report.page.Section;
import java.util.Optional;

/** A part of the report. */
@FunctionalInterface
interface Part {
  /** Its section; empty where the run has nothing for it, which the scope is told. */
  Optional<Section> section(Scope scope);
}
