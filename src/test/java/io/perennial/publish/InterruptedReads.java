package io.perennial.publish;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A storage on which something happens before one of the looks that a reader takes. */
final class InterruptedReads {
  /** What happens. */
  @FunctionalInterface
  interface Event {
    void happens() throws IOException;
  }

  private final Storage storage;
  private final int eventful;
  private final Event event;
  private int looks;

  InterruptedReads(Storage storage, int eventful, Event event) {
    this.storage = storage;
    this.eventful = eventful;
    this.event = event;
  }

  Storage storage() {
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, this::call);
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    looks++;
    if (looks == eventful) {
      event.happens();
    }
    try {
      return method.invoke(storage, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  int looks() {
    return looks;
  }
}
