package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Version;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Somebody else's Maven project depends on the jar and its reduced pom, and needs nothing beside
 * Spark. It sees Maven's repository of this build with the jar put into it, and has no network.
 */
class LibraryUseIT {
  private static final Path HOME = Path.of(System.getProperty("perennial.home"));
  private static final Path JAR = Path.of(System.getProperty("perennial.jar"));
  private static final Path REPOSITORY = Path.of(System.getProperty("perennial.repository"));
  private static final Path FOLDER =
      Path.of(System.getProperty("perennial.it-folder"), "library-use");
  private static final long TIMEOUT_MINUTES = 5;

  @Test
  void anotherProjectFitsAModel() throws IOException, InterruptedException {
    deleteWithoutFollowingLinks(FOLDER);
    Files.createDirectories(FOLDER);
    Path classPath = FOLDER.resolve("class-path.txt");
    run(
        System.getProperty("perennial.maven"),
        "--offline",
        "--batch-mode",
        "--quiet",
        "--file",
        HOME.resolve("src/it/library-use/pom.xml").toString(),
        "-Dmaven.repo.local=" + repositoryWithTheJar(),
        "-Dperennial.version=" + Version.perennial(),
        "-Dspark.version=" + System.getProperty("perennial.spark-version"),
        "-Dscala.version=" + System.getProperty("perennial.scala-version"),
        "-Dbuild.folder=" + FOLDER.resolve("target"),
        "-Dmdep.outputFile=" + classPath,
        "compile",
        "dependency:build-classpath");

    assertThat(dependencies(classPath))
        .as("what is in the jar is not fetched a second time")
        .filteredOn(name -> name.startsWith("scopt") || name.startsWith("commons-rng"))
        .isEmpty();

    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of(System.getProperty("perennial.spark-jvm-arguments").trim().split("\\s+")));
    java.addAll(
        List.of(
            "-cp",
            FOLDER.resolve("target/classes") + File.pathSeparator + Files.readString(classPath),
            "example.FewCustomers",
            HOME.resolve("src/test/resources/io/perennial/model/cdnow_purchases.csv").toString()));
    // Fader, Hardie and Lee (2005), table 2.
    assertThat(run(java.toArray(String[]::new)))
        .contains("r = 0.2426", "alpha = 4.41", "a = 0.79", "b = 2.42");
    assertThat(documented(HOME.resolve("src/site/markdown/using-as-a-library.md")))
        .as("the document shows the program that ran")
        .isSubsetOf(
            lines(HOME.resolve("src/it/library-use/src/main/java/example/FewCustomers.java")));
  }

  /** The lines of Java in a document, without indentation. */
  private static List<String> documented(Path document) throws IOException {
    String text = Files.readString(document);
    int start = text.indexOf("```java\n") + "```java\n".length();
    return text.substring(start, text.indexOf("```", start)).lines().map(String::strip).toList();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file).lines().map(String::strip).toList();
  }

  private static List<String> dependencies(Path classPath) throws IOException {
    return Stream.of(Files.readString(classPath).split(File.pathSeparator))
        .map(jar -> Path.of(jar).getFileName().toString())
        .toList();
  }

  /** A folder like Maven's repository, linked to it but for the project's own jar and pom. */
  private static Path repositoryWithTheJar() throws IOException {
    Path repository = Files.createDirectories(FOLDER.resolve("repository"));
    link(REPOSITORY, repository, "io");
    Path io = Files.createDirectories(repository.resolve("io"));
    if (Files.exists(REPOSITORY.resolve("io"))) {
      link(REPOSITORY.resolve("io"), io, "perennial");
    }
    String version = Version.perennial();
    Path ours = Files.createDirectories(io.resolve("perennial/perennial/" + version));
    Files.copy(JAR, ours.resolve("perennial-" + version + ".jar"));
    Files.copy(
        HOME.resolve("dependency-reduced-pom.xml"), ours.resolve("perennial-" + version + ".pom"));
    return repository;
  }

  private static void link(Path from, Path into, String without) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(without)) {
          Files.createSymbolicLink(into.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  private static void deleteWithoutFollowingLinks(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
  }

  /** What the process wrote to its standard output, once it has ended well. */
  private static String run(String... command) throws IOException, InterruptedException {
    File said = Files.createTempFile(FOLDER, "said", ".out").toFile();
    // Apart, so that Spark's log lines do not come in the middle of what is said.
    File logged = Files.createTempFile(FOLDER, "logged", ".err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(said).redirectError(logged);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("MAVEN_OPTS");
    Process process = builder.start();
    boolean ended = process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    String text = Files.readString(said.toPath());
    assertThat(ended && process.exitValue() == 0)
        .as(text + Files.readString(logged.toPath()))
        .isTrue();
    return text;
  }
}
