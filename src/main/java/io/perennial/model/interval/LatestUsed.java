package io.perennial.model.interval;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Values by key, each made when it is first asked for. Where there are too many, the one whose last
 * use is longest ago is forgotten. Threads that ask for one key at once wait for one of them. Where
 * it is sent, nothing is remembered yet.
 */
final class LatestUsed<K, V> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int most;
  private final transient Map<K, Value<V>> values = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most how many values are remembered
   */
  LatestUsed(int most) {
    this.most = most;
  }

  V get(K key, Function<K, V> make) {
    Value<V> value;
    synchronized (values) {
      value = values.computeIfAbsent(key, unused -> new Value<>());
      if (values.size() > most) {
        values.remove(values.keySet().iterator().next());
      }
    }
    return value.made(key, make);
  }

  private Object readResolve() {
    return new LatestUsed<K, V>(most);
  }

  private static final class Value<V> {
    private volatile V made;

    <K> V made(K key, Function<K, V> make) {
      if (made == null) {
        synchronized (this) {
          if (made == null) {
            made = make.apply(key);
          }
        }
      }
      return made;
    }
  }
}
