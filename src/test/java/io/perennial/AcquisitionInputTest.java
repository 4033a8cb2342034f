package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture.Outcome;
import io.perennial.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spend and visits that cannot be used: every row is counted, with its reasons. */
class AcquisitionInputTest {
  private static final String GOOD = "2025-01-01,2025-01-31,search,media,100.25\n";

  @TempDir Path directory;
  private JobFixture job;

  @BeforeEach
  void writeTransactions() throws IOException {
    Path transactions =
        Files.writeString(
            directory.resolve("transactions.csv"),
            "customer_id,timestamp,amount\n1,2025-01-02,10\n1,2025-02-02,10\n2,2025-01-05,7\n");
    job =
        JobFixture.written(
            """
            perennial {
              input {
                path = "%s", format = csv, options { header = true }
                spend {
                  path = "%s/spend.csv", format = csv, options { header = true }
                  columns { channel = channel, kind = kind }
                }
              }
              models.purchases = []
            }
            """
                .formatted(transactions, directory),
            directory);
  }

  @Test
  void everyRowIsAcceptedOrRejectedWithItsReasons() throws IOException {
    spend(
        GOOD
            + GOOD
            + "2025-01-10,2025-01-10, search ,,0\n"
            + ",2025-01-31,search,media,1\n"
            + "soon,2025-01-31,search,media,2\n"
            + "2025-01-31,2025-01-01,search,media,3\n"
            + "0201-01-31,2025-01-01,search,media,4\n"
            + "2025-01-01,2025-01-31,search,media,\n"
            + "2025-01-01,2025-01-31,search,media,lots\n"
            + "2025-01-01,2025-01-31,search,media,NaN\n"
            + "2025-01-01,2025-01-31,search,media,1e15\n"
            + "2025-01-01,2025-01-31,search,media,-5\n"
            + "2025-01-01,,search,media,many\n"
            + "2025-01-01,2025-01-31\n");

    String said = job.succeed("validate", "--set", "perennial.quality.max-quarantined-share=1");

    assertThat(said.replaceAll("\\s+", " "))
        .contains("spend spend " + directory)
        .contains("11 of 14 rows are rejected: ")
        .contains("start-missing 1, for example 'start=null, end=2025-01-31, amount=1, ")
        .contains("start-unreadable 1, for example 'start=soon, ")
        .contains("start-out-of-range 1, for example 'start=0201-01-31, ")
        .contains("end-before-start 1, for example 'start=2025-01-31, end=2025-01-01, amount=3, ")
        .contains("end-missing 1, ")
        .contains("amount-missing 1, ")
        .contains("amount-unreadable 2, for example ")
        .contains("amount-not-finite 1, ")
        .contains("amount-out-of-range 1, ")
        .contains("amount-negative 1, ")
        .contains("line-malformed 1, for example '2025-01-01,2025-01-31'");
    // 200.50 of 3 rows, and 1 + 2 + 3 + 4 - 5 of the others as far as they can be read.
    assertThat(said.lines().filter(line -> line.strip().startsWith("spend  ")).toList())
        .anySatisfy(
            line ->
                assertThat(line.strip().split(" +"))
                    .containsExactly("spend", "14", "3", "200.50", "11", "5.00"));
  }

  @Test
  void whatReadsAValueIsTold() throws IOException {
    spend(GOOD + "01.02.2025,2025-02-28,search,media,\"1,234.50 EUR\"\n");

    String said = job.succeed("validate", "--set", "perennial.quality.max-quarantined-share=1");

    assertThat(said.replaceAll("\\s+", " "))
        .contains(
            "input.spend.columns.start = \"try_to_timestamp(start, 'd.M.yyyy')\" reads it",
            "input.spend.columns.amount = \"concat(IF(amount RLIKE '[(-]', '-', ''), translate(regexp_extract(amount, ");
  }

  @Test
  void gateHoldsForSpend() throws IOException {
    spend(GOOD + "2025-01-01,2025-01-31,search,media,-5\n");

    Outcome outcome = job.execute("validate");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.QUALITY_GATE);
    assertThat(outcome.err())
        .contains(
            "quality gate spend-rejected-share: 50.00% of the rows are rejected; fails from quality.max-quarantined-share = 50.00% on",
            "1 of 2 rows are rejected: amount-negative 1");
  }

  @Test
  void spendWithoutAUsableRowEndsTheRun() throws IOException {
    spend("2025-01-01,2025-01-31,search,media,-5\n");
    Outcome nothing = job.execute("validate");
    spend("");
    Outcome empty = job.execute("validate");
    Files.delete(directory.resolve("spend.csv"));
    Outcome missing = job.execute("validate");

    assertThat(nothing.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(nothing.err()).contains("1 of 1 rows are rejected: amount-negative 1");
    assertThat(empty.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(empty.err()).contains("spend.csv holds no rows; check its path");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(missing.err()).contains("does not exist; check input.spend.path");
  }

  @Test
  void columnsThatDoNotFitAreToldTogether() throws IOException {
    spend(GOOD);

    Outcome outcome =
        job.execute(
            "validate",
            "--set",
            "perennial.input.spend.columns.amount=amuont",
            "--set",
            "perennial.input.spend.columns.start=length(channel)");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.err())
        .contains(
            "input.spend.columns.amount = \"amuont\": the input has no column `amuont`; nearest is amount",
            "input.spend.columns.start = \"length(channel)\" has type INT; expected DATE");
  }

  @Test
  void visitsAreJudgedAsWell() throws IOException {
    spend(GOOD);
    Files.writeString(
        directory.resolve("visits.csv"), "date,visits\n2025-01-01,10\n2025-01-02,-1\nx,1\n");

    Outcome outcome =
        job.execute(
            "validate",
            "--set",
            "perennial.input.visits.path=%s/visits.csv".formatted(directory),
            "--set",
            "perennial.input.visits.format=csv",
            "--set",
            "perennial.input.visits.options={ header = true }");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.QUALITY_GATE);
    assertThat(outcome.err())
        .contains(
            "2 of 3 rows are rejected: date-unreadable 1, for example 'date=x, visits=1'; visits-negative 1, for example 'date=2025-01-02, visits=-1'");
  }

  @Test
  void costOfACustomerIsNotToldTwice() throws IOException {
    spend(GOOD);

    Outcome outcome =
        job.execute(
            "validate",
            "--set",
            "perennial.input.customers.path=" + directory,
            "--set",
            "perennial.input.customers.columns.acquisition-cost=cost");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(outcome.err())
        .contains(
            "and perennial.input.spend are both set: the cost of winning a customer would count twice; remove one of them.");
  }

  private void spend(String rows) throws IOException {
    Files.writeString(directory.resolve("spend.csv"), "start,end,channel,kind,amount\n" + rows);
  }
}
