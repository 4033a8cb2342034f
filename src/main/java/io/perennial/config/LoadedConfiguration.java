package io.perennial.config;

import java.util.SortedMap;

/**
 * A configuration that was read and passed all checks.
 *
 * @param settings its values, typed
 * @param effective every key in effect with its value as text, secrets masked; keys without a value
 *     are left out
 * @param builtIn the same for the defaults alone
 * @param origins where the value of each effective key comes from: {@code file:line}, {@code
 *     --set}, {@code environment variable X} or {@value Origins#BUILT_IN}
 * @param hash 16 hexadecimal digits that identify the values, secrets included. Their order, their
 *     origin and keys that change no result do not matter
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
