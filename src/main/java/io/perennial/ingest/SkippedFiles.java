package io.perennial.ingest;

import io.perennial.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Settings of Spark's by which rows are left out that nobody then can count. */
public final class SkippedFiles {
  private static final String OF_SESSION = "spark.sql.files.";
  private static final List<String> SETTINGS = List.of("ignoreCorruptFiles", "ignoreMissingFiles");

  private SkippedFiles() {}

  /** A sentence for each that is on, in the session or among the options of a source. */
  public static List<String> warnings(SparkSession spark, Settings.Input input) {
    List<String> warnings = new ArrayList<>();
    for (String setting : SETTINGS) {
      if (isTrue(spark.conf().get(OF_SESSION + setting, "false"))) {
        warnings.add(sentence(OF_SESSION + setting));
      }
      for (var each : input.sources().entrySet()) {
        each.getValue().options().entrySet().stream()
            .filter(option -> option.getKey().equalsIgnoreCase(setting))
            .filter(option -> isTrue(option.getValue()))
            .forEach(
                option -> warnings.add(sentence(each.getKey() + ".options." + option.getKey())));
      }
    }
    return warnings;
  }

  private static boolean isTrue(String value) {
    return value.strip().toLowerCase(Locale.ROOT).equals("true");
  }

  private static String sentence(String setting) {
    return "%s is true: Spark leaves out files that it cannot read, and nobody knows their rows; set it to false to have such files end the run"
        .formatted(setting);
  }
}
