package io.perennial.config;

/** Keys that a command needs to be set. */
public enum Requirement {
  /** A place to read transactions from. */
  INPUT,
  /** A directory for the tables. */
  OUTPUT,
  /** A directory for simulated transactions. */
  SIMULATION
}
