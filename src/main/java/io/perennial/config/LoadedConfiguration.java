package io.perennial.config;

import java.util.SortedMap;

/**
 * A configuration that was read and found right.
 *
 * @param settings its values, typed
 * @param effective every key in effect with its value as text, secrets masked; keys without a value
 *     are left out
 * @param builtIn the same of the defaults alone
 * @param origins where the value of each effective key comes from: {@code file:line}, {@code
 *     --set}, {@code environment variable X} or {@value Origins#BUILT_IN}
 * @param hash identifies the values, secrets included, but not their order, their origin or keys
 *     that change nothing that is computed: 16 hexadecimal digits
 */
public record LoadedConfiguration(
    Settings settings,
    SortedMap<String, String> effective,
    SortedMap<String, String> builtIn,
    SortedMap<String, String> origins,
    String hash) {

  /** Whether nobody has set the key. */
  public boolean isBuiltIn(String key) {
    return Origins.BUILT_IN.equals(origins.get(key));
  }

  /** Whether the key has the value that {@code reference.conf} gives it, wherever it stands. */
  public boolean isDefault(String key) {
    return effective.get(key).equals(builtIn.get(key));
  }
}
