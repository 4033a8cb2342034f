package io.perennial.config;

/**
 * One key of the configuration.
 *
 * @param path without {@value ConfigurationReader#ROOT}, words joined by dots
 * @param type what its value may be
 * @param builtIn its default, in HOCON
 * @param changes what another value changes
 * @param about what it does; a line feed begins a new paragraph, a line with an indent is an
 *     example
 */
record Key(String path, Type<?> type, String builtIn, Changes changes, String about) {
  /** What another value of a key changes. */
  enum Changes {
    /** The models: stored ones are not used again. */
    FITS,
    /** The tables or the checks, but not the models. */
    RESULTS,
    /** No result: the key is not part of the hash of the configuration. */
    NOTHING
  }

  /** The path as users write it. */
  String name() {
    return name(path);
  }

  static String name(String path) {
    return ConfigurationReader.ROOT + "." + path;
  }
}
