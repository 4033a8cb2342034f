package io.perennial.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every key in effect: its value, where it comes from, and the hash of all of them. */
final class EffectiveConfiguration {
  /** Says how long results are kept, not what they are. */
  private static final String NOT_HASHED = "perennial.output.keep-runs";

  private static final int HASH_BYTES = 8;

  private final SortedMap<String, String> values = new TreeMap<>();
  private final SortedMap<String, String> origins = new TreeMap<>();

  EffectiveConfiguration(ConfigObject resolved, ConfigObject reference) {
    Set<String> numbers = new HashSet<>();
    new LeafValues(reference)
        .forEach(
            (key, value) -> {
              if (value.valueType() == ConfigValueType.NUMBER) {
                numbers.add(key);
              }
            });
    new LeafValues(resolved)
        .forEach(
            (key, value) -> {
              String text = ValueText.of(value);
              // Environment variables give numbers as strings.
              values.put(key, numbers.contains(key) ? ValueText.shortest(text) : text);
              origins.put(key, Origins.of(value.origin()));
            });
  }

  SortedMap<String, String> masked() {
    SortedMap<String, String> masked = new TreeMap<>();
    values.forEach((key, value) -> masked.put(key, SecretMask.apply(key, value)));
    return Collections.unmodifiableSortedMap(masked);
  }

  SortedMap<String, String> origins() {
    return Collections.unmodifiableSortedMap(origins);
  }

  String hash() {
    MessageDigest digest = sha256();
    for (Map.Entry<String, String> each : values.entrySet()) {
      if (!each.getKey().equals(NOT_HASHED)) {
        digest.update(
            (each.getKey() + "\0" + each.getValue() + "\0").getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
