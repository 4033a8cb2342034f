package io.perennial.config;

/** Keys that a command needs to be set. */
public enum Requirement {
  /** A place to read transactions or subscriptions from. */
  INPUT,
  /** A place to read transactions from, without which there are no models of purchases. */
  TRANSACTIONS,
  /** A directory for the tables. */
  OUTPUT,
  /** A directory for simulated transactions. */
  SIMULATION
}
