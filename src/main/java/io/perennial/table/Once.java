package io.perennial.table;

import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * A value that is made when it is first asked for. Threads that ask meanwhile wait. Where that
 * fails, everybody who asks gets the failure.
 */
final class Once<T> {
  private Supplier<T> make;
  private T made;
  private Throwable failure;

  Once(Supplier<T> make) {
    this.make = make;
  }

  synchronized T get() {
    if (make != null) {
      try {
        made = make.get();
      } catch (Throwable e) { // also checked exceptions of Spark
        failure = e;
      }
      make = null;
    }
    if (failure != null) {
      throw ExceptionUtils.<RuntimeException>rethrow(failure);
    }
    return made;
  }
}
