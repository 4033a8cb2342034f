package io.perennial.config;

/** What a command needs beyond values that are right in themselves. */
public enum Requirement {
  /** A place to read transactions from. */
  INPUT,
  /** A directory for the tables. */
  OUTPUT,
  /** A directory for simulated transactions. */
  SIMULATION
}
