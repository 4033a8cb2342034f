package io.perennial.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Perennial, as recorded by the build. */
public final class Version {
  private static final String RESOURCE = "version.properties";

  private Version() {}

  /** The version, for example {@code 0.1.0}. */
  public static String perennial() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "The resource io/perennial/config/" + RESOURCE + " is missing from the jar.");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
