package io.perennial.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.regex.Pattern;

/** Values given as {@code --set KEY=VALUE}. */
final class Overrides {
  private static final ConfigParseOptions OPTIONS =
      ConfigParseOptions.defaults().setOriginDescription(Origins.OVERRIDE);

  /** HOCON would read these as the start of a comment and drop the rest: s3a://… , a # b. */
  private static final Pattern COMMENT = Pattern.compile("//|#");

  private static final Pattern EXPLICIT_HOCON = Pattern.compile("\\s*[\\[{\"].*", Pattern.DOTALL);

  private Overrides() {}

  /** Later ones win over earlier ones. */
  static Config parse(Map<String, String> overrides, Violations violations) {
    Config parsed = ConfigFactory.empty();
    for (Map.Entry<String, String> each : overrides.entrySet()) {
      try {
        parsed = single(each.getKey(), each.getValue()).withFallback(parsed);
      } catch (ConfigException e) {
        violations.add(
            "--set %s=…: %s is not a key: expected words joined by dots, for example perennial.clv.horizon-days."
                .formatted(each.getKey(), each.getKey()));
      }
    }
    return parsed;
  }

  private static Config single(String key, String text) {
    if (isHocon(text)) {
      try {
        Config parsed = ConfigFactory.parseString("value = " + text, OPTIONS);
        if (parsed.root().keySet().size() == 1) {
          return atPath(key, parsed.root().get("value"));
        }
      } catch (ConfigException e) {
        // Then it is a plain string.
      }
    }
    return atPath(key, ConfigValueFactory.fromAnyRef(text, Origins.OVERRIDE));
  }

  private static Config atPath(String key, ConfigValue value) {
    return ConfigFactory.empty(Origins.OVERRIDE).withValue(key, value);
  }

  private static boolean isHocon(String text) {
    return !text.isBlank()
        && (EXPLICIT_HOCON.matcher(text).matches() || !COMMENT.matcher(text).find());
  }
}
