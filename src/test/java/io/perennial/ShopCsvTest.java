package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture.Outcome;
import io.perennial.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop's CSV as it comes: semicolons, day first, decimal commas, signs of the currency, refunds,
 * guests, a line of totals. It comes to tables in two tries by what the messages say.
 */
class ShopCsvTest {
  private static final String ROWS =
      """
      Bestellung;Kunde;E-Mail;Datum;Artikel;Betrag
      10021;K-118;Ina@Beispiel.de;03.01.2025 14:05;"Tee; grün";1.234,50 €
      10022;;udo@beispiel.de;03.01.2025 14:31;"Kanne ""Oma""\";39,90 €
      10021;K-118;ina@beispiel.de;17.01.2025 09:12;"Tee; grün";-12,00 €
      10023;;UDO@beispiel.de;02.02.2025 08:00;Sieb;7,5 €
      10024;K-207;eva@beispiel.de;12.02.2025 23:59;Kanne;39,90 €
      10025;;;13.02.2025 10:00;Sieb;7,50 €
      Summe;;;;;1.317,30 €
      """;

  /** What reads 1.234,50 € and −12,00 €. */
  private static final String AMOUNT =
      "concat(IF(Betrag RLIKE '[(-]', '-', ''), translate(regexp_extract(Betrag, '^(?: |€){0,9}+-?(?: |€){0,9}+((?:[0-9]{1,3}(?:[.][0-9]{3})+|[0-9]+)(?:[,][0-9]{1,2})?)(?: |€){0,9}+$', 1), ',.', '.'))";

  @TempDir Path directory;

  @Test
  void comesToTablesInTwoTries() throws IOException {
    Path file = Files.writeString(directory.resolve("bestellungen.csv"), ROWS);
    String plain =
        """
        perennial {
          input {
            path = "%s"
            columns { customer = Kunde, timestamp = Datum, amount = Betrag, order = Bestellung }
          }
          models.purchases = []
          output.tables = [scores, quarantine]
        }
        """
            .formatted(file);

    Outcome first = JobFixture.written(plain, directory).execute("run");

    assertThat(first.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(first.err())
        .contains(
            "set input.format = csv, input.options.header = true, input.options.sep = \";\", ",
            "input.columns.timestamp = \"try_to_timestamp(Datum, 'd.M.yyyy H:mm')\"",
            "input.columns.amount = \"%s\"".formatted(AMOUNT))
        .doesNotContain("\tat ");

    String second =
        plain
            + """
            perennial.input.format = csv
            perennial.input.options { header = true, sep = ";" }
            perennial.input.columns {
              timestamp = "try_to_timestamp(Datum, 'd.M.yyyy H:mm')"
              amount = "%s"
            }
            """
                .formatted(AMOUNT);
    JobFixture job = JobFixture.written(second, directory);
    Outcome published = job.execute("run", "--set", "perennial.quality.max-quarantined-share=0.9");

    // The guests are quarantined, and told with what makes customers of them.
    assertThat(published.exitCode()).as(published.err()).isEqualTo(ExitCode.DONE);
    assertThat((published.out() + published.err()).replaceAll("\\s+", " "))
        .contains(
            "input.columns.customer = \"coalesce(nullif(trim(Kunde), ''), lower(trim(`E-Mail`)))\"");
    assertThat(
            job.table("scores")
                .orderBy("customer_id")
                .selectExpr("CONCAT_WS(' ', customer_id, orders, CAST(revenue AS DECIMAL(18,2)))")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("K-118 1 1222.50", "K-207 1 39.90");
    assertThat(job.table("quarantine").count()).isEqualTo(4);
  }
}
