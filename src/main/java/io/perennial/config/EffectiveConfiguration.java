package io.perennial.config;

import com.typesafe.config.Config;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/** Every key in effect: its value, where it comes from, and the hash of all of them. */
final class EffectiveConfiguration {
  private static final int HASH_DIGITS = 16;

  private final SortedMap<String, String> values = new TreeMap<>();
  private final SortedMap<String, String> origins = new TreeMap<>();

  EffectiveConfiguration(Config resolved) {
    Values.leaves(resolved)
        .forEach(
            (name, value) -> {
              boolean isNumber = Keys.of(name).filter(key -> key.type().isNumber()).isPresent();
              String text = ValueText.of(value);
              // Environment variables give numbers as strings.
              values.put(name, isNumber ? ValueText.shortest(text) : text);
              origins.put(name, Origins.of(value.origin()));
            });
  }

  SortedMap<String, String> masked() {
    SortedMap<String, String> masked = new TreeMap<>();
    values.forEach((name, value) -> masked.put(name, SecretMask.apply(name, value)));
    return Collections.unmodifiableSortedMap(masked);
  }

  SortedMap<String, String> origins() {
    return Collections.unmodifiableSortedMap(origins);
  }

  String hash() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> {
          if (Keys.of(name).map(Key::changes).orElse(null) != Key.Changes.NOTHING) {
            text.append(name).append('\0').append(value).append('\0');
          }
        });
    return DigestUtils.sha256Hex(text.toString()).substring(0, HASH_DIGITS);
  }
}
