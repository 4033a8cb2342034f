package io.perennial;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Lists the test classes that took longest, from the reports of the build, on the console and in
 * {@code slowest-tests.txt}. Argument: Maven's build directory.
 */
final class SlowestTests {
  private static final int LISTED = 10;

  /** A test class and how long it took. */
  private record Timed(String name, double seconds) {}

  private SlowestTests() {}

  public static void main(String[] arguments) throws Exception {
    Path target = Path.of(arguments[0]);
    List<Timed> timed = new ArrayList<>();
    for (String reports : List.of("surefire-reports", "failsafe-reports")) {
      timed.addAll(read(target.resolve(reports)));
    }
    timed.sort(Comparator.comparingDouble(Timed::seconds).reversed());
    List<String> lines = new ArrayList<>();
    lines.add(
        "The slowest of %d test classes, %.0f s of %.0f s in all:"
            .formatted(
                timed.size(),
                total(timed.subList(0, Math.min(LISTED, timed.size()))),
                total(timed)));
    timed.stream()
        .limit(LISTED)
        .map(test -> String.format(Locale.ROOT, "%8.1f s  %s", test.seconds(), test.name()))
        .forEach(lines::add);
    Files.write(target.resolve("slowest-tests.txt"), lines);
    PrintStream console = System.out;
    lines.forEach(console::println);
  }

  private static List<Timed> read(Path reports) throws Exception {
    List<Timed> timed = new ArrayList<>();
    if (Files.isDirectory(reports)) {
      for (Path report : reportsIn(reports)) {
        Element suite =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        timed.add(
            new Timed(suite.getAttribute("name"), Double.parseDouble(suite.getAttribute("time"))));
      }
    }
    return timed;
  }

  private static List<Path> reportsIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }

  private static double total(List<Timed> timed) {
    return timed.stream().mapToDouble(Timed::seconds).sum();
  }
}
