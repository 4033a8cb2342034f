package io.perennial.cli;

import io.perennial.config.NearestWord;
import io.perennial.config.Version;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.pipeline.Command;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Either;
import scopt.DefaultOParserSetup;
import scopt.OEffect;
import scopt.OParser;
import scopt.OParserBuilder;
import scopt.Read;

/** Parses the command line, or reports everything that is wrong with it. */
final class CommandLine {
  /** What the command line asks for. */
  sealed interface Request {
    /** Execute a command. */
    record Execute(Command command, Arguments arguments) implements Request {}

    /** Show a text and do nothing else. */
    record Show(String text) implements Request {}
  }

  private static final List<String> OPTIONS =
      List.of("--config", "--run-date", "--set", "--dry-run", "--verbose", "--help", "--version");

  /**
   * A run date outside this range is a mistake, and would make the cohort calendar unboundedly
   * long.
   */
  private static final int MIN_YEAR = 1900;

  private static final int MAX_YEAR = 2199;

  private static final int HELP_COLUMN = 23; // characters, where the parser starts descriptions

  private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown option (.+)");
  private static final Pattern UNKNOWN_ARGUMENT = Pattern.compile("Unknown argument '(.+)'");

  private CommandLine() {}

  /**
   * @throws JobFailure with {@code USAGE} and every problem found
   */
  static Request parse(String[] words) {
    Tuple2<scala.Option<Arguments>, scala.collection.immutable.List<OEffect>> outcome =
        OParser.runParser(
            grammar(),
            CollectionConverters.asScala(Arrays.asList(words)).toSeq(),
            Arguments.none(),
            new DefaultOParserSetup() {});
    List<OEffect> effects = CollectionConverters.asJava(outcome._2());
    if (effects.stream().anyMatch(OEffect.Terminate.class::isInstance)) {
      return new Request.Show(shown(effects));
    }
    List<String> problems = problems(effects);
    Arguments arguments = outcome._1().getOrElse(Arguments::none);
    if (problems.isEmpty() && arguments.command().isEmpty()) {
      problems.add("No command: expected one of %s.".formatted(String.join(", ", commands())));
    }
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.USAGE, problems, null);
    }
    return new Request.Execute(arguments.command().orElseThrow(), arguments);
  }

  private static OParser<BoxedUnit, Arguments> grammar() {
    OParserBuilder<Arguments> builder = OParser.builder();
    List<OParser<?, Arguments>> parts = new ArrayList<>();
    parts.add(builder.head(seq(List.of("Perennial", Version.perennial()))));
    addCommands(builder, parts);
    addOptions(builder, parts);
    return OParser.sequence(builder.programName("perennial COMMAND"), seq(parts));
  }

  private static void addCommands(
      OParserBuilder<Arguments> builder, List<OParser<?, Arguments>> parts) {
    parts.add(builder.note("Commands:"));
    for (Command command : Command.values()) {
      parts.add(
          builder
              .cmd(command.word())
              // Hidden, because the parser would use two lines of help for each.
              .hidden()
              .action((ignored, arguments) -> arguments.withCommand(command)));
      parts.add(
          builder.note(
              "  %s%s"
                  .formatted(
                      StringUtils.rightPad(command.word(), HELP_COLUMN), command.description())));
    }
  }

  private static void addOptions(
      OParserBuilder<Arguments> builder, List<OParser<?, Arguments>> parts) {
    parts.add(builder.note("\nOptions:"));
    parts.add(
        text(builder, "config", "PATH", "HOCON file on any Hadoop file system")
            .action((path, arguments) -> arguments.withConfig(path)));
    parts.add(
        text(
                builder,
                "run-date",
                "YYYY-MM-DD",
                "the business date: what is later does not exist for this run\n"
                    + "(default: the date of the newest accepted transaction)")
            .validate(date -> check(builder, isDate(date), dateExpected(date)))
            .action((date, arguments) -> arguments.withRunDate(LocalDate.parse(date))));
    parts.add(
        text(
                builder,
                "set",
                "KEY=VALUE",
                "overrides one key, written in full; repeatable\n"
                    + "(for example --set perennial.clv.horizon-days=90)")
            .unbounded()
            .validate(pair -> check(builder, pair.indexOf('=') > 0, pairExpected(pair)))
            .action(CommandLine::override));
    parts.add(
        builder
            .opt("dry-run", Read.unitRead())
            .text("stops before anything is written")
            .action((ignored, arguments) -> arguments.dry()));
    parts.add(
        builder
            .opt("verbose", Read.unitRead())
            .text("shows every key of the configuration, not only what differs from the defaults")
            .action((ignored, arguments) -> arguments.verbose()));
    parts.add(builder.help("help").text("shows this and exits"));
    parts.add(builder.version("version").text("shows the version and exits"));
  }

  private static OParser<String, Arguments> text(
      OParserBuilder<Arguments> builder, String name, String value, String text) {
    return builder.opt(name, Read.stringRead()).valueName(value).text(text);
  }

  private static Arguments override(String pair, Arguments arguments) {
    int equals = pair.indexOf('=');
    return arguments.withOverride(pair.substring(0, equals).strip(), pair.substring(equals + 1));
  }

  private static Either<String, BoxedUnit> check(
      OParserBuilder<Arguments> builder, boolean right, String problem) {
    return right ? builder.success() : builder.failure(problem);
  }

  private static boolean isDate(String text) {
    try {
      int year = LocalDate.parse(text).getYear();
      return year >= MIN_YEAR && year <= MAX_YEAR;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static String dateExpected(String text) {
    return "--run-date %s: expected a date of the calendar as YYYY-MM-DD, from %d-01-01 to %d-12-31, for example 2025-12-31."
        .formatted(text, MIN_YEAR, MAX_YEAR);
  }

  private static String pairExpected(String text) {
    return "--set %s: expected KEY=VALUE, for example --set perennial.clv.horizon-days=90."
        .formatted(text);
  }

  private static List<String> problems(List<OEffect> effects) {
    List<String> problems = new ArrayList<>();
    boolean afterUnknownOption = false;
    for (OEffect effect : effects) {
      if (effect instanceof OEffect.ReportError error) {
        String complaint = error.msg();
        // A word after an unknown option is that option's value, not a command.
        if (!afterUnknownOption || !UNKNOWN_ARGUMENT.matcher(complaint).matches()) {
          problems.add(explain(complaint));
        }
        afterUnknownOption = UNKNOWN_OPTION.matcher(complaint).matches();
      }
    }
    return problems;
  }

  /** The parser's message, with a suggestion of what was probably meant. */
  private static String explain(String complaint) {
    Matcher option = UNKNOWN_OPTION.matcher(complaint);
    if (option.matches()) {
      String word = option.group(1);
      return OPTIONS.contains(word)
          ? "The option %s is given more than once: expected it once.".formatted(word)
          : "Unknown option %s: %s".formatted(word, expected(word, OPTIONS));
    }
    Matcher argument = UNKNOWN_ARGUMENT.matcher(complaint);
    if (argument.matches()) {
      String word = argument.group(1);
      return commands().contains(word)
          ? "A second command, %s: expected one command.".formatted(word)
          : "Unknown command %s: %s".formatted(word, expected(word, commands()));
    }
    return complaint;
  }

  private static String expected(String word, List<String> known) {
    return "expected %s%s"
        .formatted(
            "one of " + String.join(", ", known),
            NearestWord.to(word, known)
                .map(nearest -> "; did you mean %s?".formatted(nearest))
                .orElse("."));
  }

  private static String shown(List<OEffect> effects) {
    StringBuilder text = new StringBuilder();
    for (OEffect effect : effects) {
      if (effect instanceof OEffect.DisplayToOut out) {
        text.append(out.msg()).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> commands() {
    return Arrays.stream(Command.values()).map(Command::word).toList();
  }

  private static <T> Seq<T> seq(List<T> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }
}
