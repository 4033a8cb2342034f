package io.perennial.schema;

/** When movements of subscriptions are seen. */
public enum Basis {
  /** Day by day: who comes on the 3rd and leaves on the 20th is new and churned. */
  EVENTS,
  /** From one end of a month to the next: such a customer has never been there. */
  SNAPSHOT
}
