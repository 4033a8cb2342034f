package io.perennial.config;

import java.util.SortedMap;

/**
 * A configuration that was read and found right.
 *
 * @param settings its values, typed
 * @param effective every key in effect with its value as text, secrets masked; keys without a value
 *     are left out
 * @param origins where the value of each effective key comes from: {@code file:line}, {@code
 *     --set}, {@code environment variable X} or {@value Origins#BUILT_IN}
 * @param hash identifies the values, secrets included, but not their order, origin or {@code
 *     output.keep-runs}: 16 hexadecimal digits
 */
public record LoadedConfiguration(
    Settings settings,
    SortedMap<String, String> effective,
    SortedMap<String, String> origins,
    String hash) {

  /** Whether the key has the value that {@code reference.conf} gives it. */
  public boolean isBuiltIn(String key) {
    return Origins.BUILT_IN.equals(origins.get(key));
  }
}
