package io.perennial.report.page;

import java.util.List;

/** Definitions. */
public record Terms(List<Term> terms) implements Block {
  /** A term with what it means and by which policy. */
  public record Term(String name, String meaning) {}
}
