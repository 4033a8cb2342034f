package io.perennial.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads a configuration: the defaults of {@link Keys}, below the file, below its environment
 * substitutions, below the overrides.
 */
public final class ConfigurationReader {
  static final String ROOT = "perennial";

  private final Configuration hadoop;
  private final Map<String, String> environment;
  private final Collection<String> purchaseModels;
  private final Collection<String> spendModels;

  /**
   * @param hadoop how file systems are reached
   * @param environment what {@code ${NAME}} may stand for, as in {@link System#getenv()}
   * @param purchaseModels what {@code models.purchases} may hold
   * @param spendModels what {@code models.spend} may be
   */
  public ConfigurationReader(
      Configuration hadoop,
      Map<String, String> environment,
      Collection<String> purchaseModels,
      Collection<String> spendModels) {
    this.hadoop = hadoop;
    this.environment = Map.copyOf(environment);
    this.purchaseModels = List.copyOf(purchaseModels);
    this.spendModels = List.copyOf(spendModels);
  }

  /**
   * Reads and checks the configuration.
   *
   * @param file the user's HOCON file on any Hadoop file system
   * @param overrides full key to value, the value in HOCON where it parses as such and as a plain
   *     string elsewhere; later ones win
   * @param requirements what must be set for what is going to be done
   * @throws io.perennial.failure.JobFailure with {@code CONFIGURATION} and every violation found
   */
  public LoadedConfiguration read(
      Optional<String> file, Map<String, String> overrides, Set<Requirement> requirements) {
    Violations violations = new Violations();
    Optional<Config> userFile =
        file.map(location -> new ConfigurationFiles(hadoop, violations).parse(location));
    Config user = Overrides.parse(overrides, violations);
    // Without a whole file every further check would complain about what is only missing from it.
    violations.throwIfAny();

    userFile
        .filter(content -> content.root().isEmpty())
        .ifPresent(
            content ->
                violations.add(
                    "The configuration file %s has no root key %s: expected %s { … }."
                        .formatted(file.orElseThrow(), ROOT, ROOT)));
    Config reference = reference();
    Config resolved =
        EnvironmentSubstitution.resolve(
            user.withFallback(userFile.orElse(ConfigFactory.empty())).withFallback(reference),
            environment,
            violations);
    if (resolved.isEmpty()) {
      violations.throwIfAny();
    }
    UnknownKeys.check(resolved.root(), violations);
    Values values = new Values(section(resolved), violations);
    Settings settings = new SettingsReader(values).read();
    new CrossChecks(settings, values, violations).check(requirements, purchaseModels, spendModels);
    violations.throwIfAny();

    EffectiveConfiguration effective = new EffectiveConfiguration(resolved);
    return new LoadedConfiguration(
        settings,
        effective.masked(),
        new EffectiveConfiguration(reference).masked(),
        effective.origins(),
        effective.hash());
  }

  /** What is below the root, or nothing where the root is no section. */
  private static Config section(Config resolved) {
    return resolved.root().get(ROOT) instanceof ConfigObject section
        ? section.toConfig()
        : ConfigFactory.empty();
  }

  private static Config reference() {
    return ConfigFactory.parseString(
        ReferenceConf.text(), ConfigParseOptions.defaults().setOriginDescription(Origins.BUILT_IN));
  }
}
