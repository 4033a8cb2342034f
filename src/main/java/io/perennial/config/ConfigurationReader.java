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
 * Reads a configuration. In ascending precedence: the defaults of {@link Keys}, the file, its
 * environment substitutions, the overrides.
 */
public final class ConfigurationReader {
  static final String ROOT = "perennial";

  private final Configuration hadoop;
  private final Map<String, String> environment;
  private final Collection<String> purchaseModels;
  private final Collection<String> spendModels;
  private final Collection<String> tables;

  /**
   * @param hadoop configuration of the file systems
   * @param environment values of {@code ${NAME}}, as from {@link System#getenv()}
   * @param purchaseModels the names allowed in {@code models.purchases}
   * @param spendModels the names allowed in {@code models.spend}
   * @param tables the names allowed in {@code output.tables}
   */
  public ConfigurationReader(
      Configuration hadoop,
      Map<String, String> environment,
      Collection<String> purchaseModels,
      Collection<String> spendModels,
      Collection<String> tables) {
    this.hadoop = hadoop;
    this.environment = Map.copyOf(environment);
    this.purchaseModels = List.copyOf(purchaseModels);
    this.spendModels = List.copyOf(spendModels);
    this.tables = List.copyOf(tables);
  }

  /**
   * Reads and checks the configuration.
   *
   * @param file the user's HOCON file on any Hadoop file system
   * @param overrides values by full key: HOCON where it parses as such, else a plain string; later
   *     ones win
   * @param requirements what must be set for the command
   * @throws io.perennial.failure.JobFailure with {@code CONFIGURATION} and every violation found
   */
  public LoadedConfiguration read(
      Optional<String> file, Map<String, String> overrides, Set<Requirement> requirements) {
    Violations violations = new Violations();
    Optional<Config> userFile =
        file.map(location -> new ConfigurationFiles(hadoop, violations).parse(location));
    Config user = Overrides.parse(overrides, violations);
    // If a file could not be read, further checks would only report what is missing from it.
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
    new CrossChecks(settings, values, violations)
        .check(requirements, purchaseModels, spendModels, tables);
    violations.throwIfAny();

    EffectiveConfiguration effective = new EffectiveConfiguration(resolved);
    return new LoadedConfiguration(
        settings,
        effective.masked(),
        new EffectiveConfiguration(reference).masked(),
        effective.origins(),
        effective.hash());
  }

  /** The section below the root; empty when the root is not a section. */
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
