package io.perennial.table;

import java.util.function.Supplier;

/** A value that is made when it is first asked for. Threads that ask meanwhile wait. */
final class Once<T> {
  private Supplier<T> make;
  private T made;

  Once(Supplier<T> make) {
    this.make = make;
  }

  synchronized T get() {
    if (make != null) {
      made = make.get();
      make = null;
    }
    return made;
  }
}
