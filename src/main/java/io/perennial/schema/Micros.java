package io.perennial.schema;

import java.io.Serializable;
import org.apache.spark.sql.types.Decimal;

/** Reads amounts, {@link Money#AMOUNT} in tables, as micros. */
public record Micros() implements Serializable {
  /** Called by the code that Spark generates. */
  public long of(Decimal amount) {
    return amount.toUnscaledLong();
  }
}
