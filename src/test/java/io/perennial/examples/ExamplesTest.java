package io.perennial.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of using-the-models.md in Java and Scala do what the document says, and are what it
 * shows. Those in Python run with the job jar, in PySparkIT.
 */
class ExamplesTest {
  private static final Path DOCUMENT = Path.of("src/site/markdown/using-the-models.md");

  @TempDir Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void startSession() {
    spark = SparkTestSession.shared();
  }

  @Test
  void javaPipeline() throws IOException {
    assertExpectation(
        CustomerValue.score(ExampleCustomers.cdnow(), directory.resolve("model").toString()));
  }

  @Test
  void scalaPipeline() throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    scala.tools.nsc.Main.process(
        new String[] {
          "-classpath",
          System.getProperty("java.class.path"),
          "-d",
          classes.toString(),
          "src/test/scala/CustomerValue.scala"
        });
    assertThat(scala.tools.nsc.Main.reporter().hasErrors()).isFalse();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      @SuppressWarnings("unchecked")
      Dataset<Row> scored =
          (Dataset<Row>)
              loader
                  .loadClass("CustomerValue")
                  .getMethod("score", Dataset.class, String.class)
                  .invoke(null, ExampleCustomers.cdnow(), directory.resolve("model").toString());
      assertExpectation(scored);
    }
  }

  /**
   * Fader, Hardie and Shang (2010): ten years' donations after (x, t_x) = (0, 0) and (4, 5) of 6.
   */
  @Test
  void donors() {
    Dataset<Row> scored = Donors.score(io.perennial.model.btyd.Donors.counted());
    assertThat(expected(scored, "frequency = 0")).isCloseTo(.1302, within(1e-4));
    assertThat(expected(scored, "frequency = 4 AND recency_days = 5 * 365"))
        .isCloseTo(3.6279, within(1e-3));
  }

  /** The retention of the eighth renewal, Fader and Hardie (2007): (β + 7)/(α + β + 7). */
  @Test
  void subscribers() {
    Row left = Subscribers.score(spark).first();
    assertThat(left.<Double>getAs("next_retention")).isCloseTo(10.8061 / 11.4742, within(1e-5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shown")
  void theDocumentShowsWhatIsRun(Path file, String code) throws IOException {
    assertThat(Files.readString(file).replaceAll("(?m)^ +", ""))
        .contains(code.replaceAll("(?m)^ +", ""));
  }

  @Test
  void allCodeInTheDocumentIsRun() throws IOException {
    Pattern code = Pattern.compile("```\\w+");
    assertThat(shown()).hasSize((int) code.matcher(Files.readString(DOCUMENT)).results().count());
  }

  /** Every piece of code in the document with the file that is linked to before it. */
  static Stream<Arguments> shown() throws IOException {
    return Pattern.compile(
            "\\]\\(([./\\w-]+)\\)(?:(?!\\]\\()[^`])*?(?:```\\n[^`]*```\\n\\s*)?```(?:java|scala|python|sql)\\n([^`]*)```")
        .matcher(Files.readString(DOCUMENT).replaceAll("(?<!`)`[^`\\n]+`(?!`)", ""))
        .results()
        .map(shown -> Arguments.of(file(shown), shown.group(2)));
  }

  private static Path file(MatchResult shown) {
    return DOCUMENT.getParent().resolve(shown.group(1)).normalize();
  }

  private static double expected(Dataset<Row> scored, String donor) {
    return scored.where(donor).first().<Double>getAs("expected_purchases");
  }

  /** As in the paper's hold-out, see CdnowRunTest. */
  private static void assertExpectation(Dataset<Row> scored) {
    assertThat(scored.first().getDouble(0)).isEqualTo(1653.4, within(.05));
  }
}
