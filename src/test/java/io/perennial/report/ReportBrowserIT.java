package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.JobFixture;
import io.perennial.ScriptRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reports opened in a real browser: those that the job jar writes of sample data, and one of data
 * whose names are hostile. Skipped where there is no Chromium; {@code .ci/run} installs it.
 */
@Tag("long")
class ReportBrowserIT {
  private static final Path FOLDER = Path.of(System.getProperty("perennial.it-folder"), "report");
  private static final int MAX_BYTES = 3_000_000;

  /** The width of what is printed on A4 between the margins of the style sheet, in CSS pixels. */
  private static final int PAPER_WIDTH = 696;

  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&{{7*7}}";

  private static final String CHARTS =
      """
      [...document.querySelectorAll('.plot')].map(plot => JSON.stringify({
        id: plot.id, svg: plot.querySelectorAll('svg').length, canvas: plot.querySelectorAll('canvas').length,
        marks: plot.querySelectorAll('svg path').length, role: plot.getAttribute('role'), label: plot.getAttribute('aria-label'),
        table: plot.parentElement.querySelectorAll('details table tbody tr').length }))
      """;

  private static Browser browser;
  private static String axe;

  @BeforeAll
  static void startBrowser() throws IOException {
    Optional<Path> executable = Browser.executable();
    assumeTrue(
        executable.isPresent(),
        "no Chromium on the PATH, nor named by PERENNIAL_BROWSER: the report is not tried in a browser");
    FileUtils.deleteDirectory(FOLDER.toFile());
    browser = Browser.start(executable.get(), FOLDER);
    try (InputStream in =
        ReportBrowserIT.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/%s/axe.min.js"
                .formatted(System.getProperty("perennial.axe-version")))) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void desktop() {
    browser.scripts(true);
    browser.size(1280, 900);
    browser.media("screen", "light");
  }

  /** Runs a sample with the job jar, on a date and then as of the newest one. */
  private static Path sample(String name, String before) throws IOException, InterruptedException {
    Path output = FOLDER.resolve(name);
    List<String> dates = List.of("--run-date", before);
    run(name, output, dates);
    run(name, output, List.of());
    return newest(output);
  }

  private static void run(String name, Path output, List<String> options)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "--config",
                "conf/" + name + ".conf",
                "--set",
                "perennial.output.path=" + output));
    words.addAll(options);
    ScriptRun run = ScriptRun.of("perennial", words, FOLDER, Map.of());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("index.html");
  }

  private static Path newest(Path output) throws IOException {
    try (var dates = Files.list(output.resolve("report"))) {
      return dates
          .max(Comparator.naturalOrder())
          .orElseThrow()
          .resolve("index.html")
          .toAbsolutePath();
    }
  }

  @Test
  void onlineRetail() throws IOException, InterruptedException {
    Path page = sample("online-retail-ii", "2011-11-30");
    browser.open(page);
    assertSound(page);
    assertThat(
            browser.texts(
                "[...document.querySelectorAll('.change')].map(each => each.textContent)"))
        .isNotEmpty();

    sortsByKeyboard();
    onAPhone();
    inTheDark();
    withoutScripts(page);
    onPaper(page);
  }

  @Test
  void cdnow() throws IOException, InterruptedException {
    Path page = sample("cdnow", "1998-05-31");
    browser.open(page);
    assertSound(page);
  }

  @Test
  void hostileNamesAreText() throws IOException {
    Path page = hostile();
    browser.open(page);
    assertSound(page);
    assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
    assertThat(browser.evaluate("document.body.textContent").asText()).contains(HOSTILE);
  }

  private static Path hostile() throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve("hostile"));
    StringBuilder lines = new StringBuilder("customer,day,amount,item\n");
    for (int customer = 0; customer < 200; customer++) {
      for (int day = 0; day <= customer % 5; day++) {
        lines.append(
            "\"%s %d\",2024-%02d-%02d,%d.50,\"%s\"\n"
                .formatted(
                    HOSTILE.replace("\"", "\"\""),
                    customer,
                    1 + (customer + day) % 6,
                    1 + (7 * customer + 5 * day) % 28,
                    10 + customer % 37,
                    HOSTILE.replace("\"", "\"\"") + (customer + day) % 3));
      }
    }
    Files.writeString(folder.resolve("sales.csv"), lines);
    JobFixture job =
        JobFixture.written(
            """
            perennial {
              input {
                path = "%s", format = csv, options { header = true }
                columns {
                  customer = customer, timestamp = day, amount = amount, product = item
                  order = "concat_ws('|', customer, day)"
                }
              }
              report.currency = "%s"
            }
            """
                .formatted(folder.resolve("sales.csv"), HOSTILE.replace("\"", "\\\"")),
            folder);
    job.succeed("run", "--run-date", "2024-07-31");
    return newest(Path.of(job.output()));
  }

  private static void assertSound(Path page) throws IOException {
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
    assertThat(Files.size(page)).isLessThan(MAX_BYTES);
    List<String> charts = browser.texts(CHARTS);
    assertThat(charts).isNotEmpty();
    for (String chart : charts) {
      assertThat(chart)
          .contains("\"svg\":1", "\"canvas\":0", "\"role\":\"img\"")
          .doesNotContain("\"label\":\"\"", "\"marks\":0,", "\"marks\":1,", "\"table\":0");
    }
    // What has not been observed is blank for the eye, and says so to those who listen.
    assertThat(
            browser.texts(
                "[...document.querySelectorAll('td.none')].filter(each => each.dataset.v !== undefined || !each.textContent.trim() || each.querySelector('.vh').getBoundingClientRect().width > 1).map(each => each.outerHTML)"))
        .isEmpty();
    assertThat(seriousFindings()).isEmpty();
  }

  /** What axe-core finds against WCAG, as far as it is serious. */
  private static List<String> seriousFindings() {
    browser.evaluate(axe + "; true");
    List<String> findings = new ArrayList<>();
    for (JsonNode violation : browser.evaluate("axe.run(document)").path("violations")) {
      if (List.of("serious", "critical").contains(violation.path("impact").asText())) {
        findings.add(
            violation.path("id").asText()
                + ": "
                + violation.at("/nodes/0/html").asText()
                + violation.at("/nodes/0/failureSummary").asText());
      }
    }
    return findings;
  }

  private static void sortsByKeyboard() {
    browser.evaluate(
        "document.querySelector('#rfm-segments thead th:nth-child(2) button').focus()");
    browser.enter();
    assertThat(sorted()).isEqualTo("descending");
    List<Double> falling = customersBySegment();
    assertThat(falling).isSortedAccordingTo(Comparator.reverseOrder());
    browser.enter();
    assertThat(sorted()).isEqualTo("ascending");
    assertThat(customersBySegment()).isSorted().containsExactlyInAnyOrderElementsOf(falling);
    // The total stays at the end.
    assertThat(
            browser
                .evaluate("document.querySelector('#rfm-segments tbody tr:last-child').className")
                .asText())
        .isEqualTo("last");
  }

  private static String sorted() {
    return browser
        .evaluate(
            "document.querySelector('#rfm-segments thead th:nth-child(2)').getAttribute('aria-sort')")
        .asText();
  }

  private static List<Double> customersBySegment() {
    return browser
        .texts(
            "[...document.querySelectorAll('#rfm-segments tbody tr:not(.last)')].map(row => row.cells[1].dataset.v)")
        .stream()
        .map(Double::valueOf)
        .toList();
  }

  private static void onAPhone() {
    browser.size(390, 844);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
    browser.size(1280, 900);
  }

  private static void inTheDark() {
    browser.media("screen", "dark");
    assertThat(ground()).isNotEqualTo("rgb(255, 255, 255)");
    assertThat(seriousFindings()).isEmpty();
  }

  private static String ground() {
    return browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
  }

  private static void withoutScripts(Path page) {
    browser.scripts(false);
    browser.open(page);
    assertThat(browser.evaluate("document.querySelectorAll('.plot svg').length").asInt()).isZero();
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.spark, .bars svg, .bridge svg')].filter(each => each.getBoundingClientRect().height > 5).length")
                .asInt())
        .isGreaterThan(5);
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.plot')].every(each => getComputedStyle(each).display === 'none')")
                .asBoolean())
        .isTrue();
    browser.scripts(true);
  }

  /** From a dark screen onto paper: light, everything open, and nothing wider than the page. */
  private static void onPaper(Path page) throws IOException {
    browser.media("", "dark");
    browser.open(page);
    byte[] pdf = browser.pdf();
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    Files.write(FOLDER.resolve("report.pdf"), pdf);

    browser.size(PAPER_WIDTH, 1000);
    browser.media("print", "dark");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assertThat(ground()).isEqualTo("rgb(255, 255, 255)");
    assertThat(browser.evaluate("document.querySelectorAll('details:not([open])').length").asInt())
        .isZero();
    assertThat(
            browser.texts(
                "[...document.querySelectorAll('.plot svg, table, .bridge svg, .tiles')].filter(each => each.getBoundingClientRect().right > %d).map(each => each.id || each.parentElement.parentElement.outerHTML.slice(0, 80))"
                    .formatted(PAPER_WIDTH + 1)))
        .isEmpty();
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assertThat(browser.evaluate("document.querySelectorAll('details[open]').length").asInt())
        .isZero();
  }
}
