package io.perennial.ingest;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.CharsetProvider$;
import scala.jdk.javaapi.CollectionConverters;

/** The reader's options for text files: Spark's own, with problems reported by key and value. */
final class TextOptions {
  private static final Set<String> MODES = Set.of("PERMISSIVE", "FAILFAST");
  private static final List<String> ENCODINGS = List.of("encoding", "charset");

  private TextOptions() {}

  /**
   * Checks them, and writes the encoding as Spark calls it.
   *
   * @param options as configured, names in any case; changed
   * @param parse makes Spark's own options of them, or throws
   * @throws JobFailure with {@link ExitCode#CONFIGURATION} and every invalid option
   */
  static void check(
      SparkSession spark,
      Map<String, String> options,
      Section section,
      Consumer<scala.collection.immutable.Map<String, String>> parse) {
    List<String> problems = new ArrayList<>();
    String mode = options.getOrDefault("mode", "PERMISSIVE");
    if (!MODES.contains(mode.toUpperCase(Locale.ROOT))) {
      problems.add(
          "%s = %s: expected PERMISSIVE (lines that do not fit are %s) or FAILFAST (the first one ends the run); with any other they would be lost uncounted"
              .formatted(section.key("options.mode"), mode, section.fateOfBadValues()));
      options.remove("mode");
    }
    boolean anyJavaCharset =
        Boolean.parseBoolean(spark.conf().get("spark.sql.legacy.javaCharsets", "false"));
    for (String name : ENCODINGS) {
      String encoding = options.get(name);
      if (encoding == null) {
        continue;
      }
      String canonical = canonical(encoding);
      if (canonical != null
          && (anyJavaCharset
              || CharsetProvider$.MODULE$
                  .VALID_CHARSETS()
                  .contains(canonical.toLowerCase(Locale.ROOT)))) {
        options.put(name, canonical);
        continue;
      }
      problems.add(
          "%s = %s: expected one of %s%s"
              .formatted(
                  section.key("options." + name),
                  encoding,
                  String.join(
                      ", ", CollectionConverters.asJava(CharsetProvider$.MODULE$.VALID_CHARSETS())),
                  canonical == null
                      ? ""
                      : "; or add -- --conf spark.sql.legacy.javaCharsets=true to have Spark read "
                          + canonical));
      options.remove(name);
    }
    for (Map.Entry<String, String> option : options.entrySet()) {
      refusal(Map.of(option.getKey(), option.getValue()), parse)
          .forEach(
              reason ->
                  problems.add(
                      "%s = %s: %s"
                          .formatted(
                              section.key("options." + option.getKey()),
                              option.getValue(),
                              reason)));
    }
    if (problems.isEmpty()) {
      refusal(options, parse)
          .forEach(reason -> problems.add(section.key("options") + ": " + reason));
    }
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.CONFIGURATION, problems, null);
    }
  }

  private static List<String> refusal(
      Map<String, String> options, Consumer<scala.collection.immutable.Map<String, String>> parse) {
    try {
      parse.accept(scala(options));
      return List.of();
    } catch (Exception e) { // of many kinds, all about the value
      return Stream.of(Messages.sentence(e)).collect(Collectors.toList());
    }
  }

  /** The options as Spark's own classes take them. */
  static scala.collection.immutable.Map<String, String> scala(Map<String, String> options) {
    return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(options));
  }

  private static String canonical(String encoding) {
    try {
      return Charset.forName(encoding.strip()).name();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
