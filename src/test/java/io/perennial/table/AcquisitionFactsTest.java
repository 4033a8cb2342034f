package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.cohort.SegmentActivity;
import io.perennial.economics.Allocation;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.DatedAmount;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class AcquisitionFactsTest {
  private static final LocalDate DAY = LocalDate.parse("2024-03-01");

  private static AcquisitionFacts of(String channel, String kind) {
    DatedAmount spent =
        new DatedAmount(DAY, DAY, Optional.of(channel), Optional.of(kind), BigDecimal.TEN);
    return AcquisitionFacts.of(
        new Facts.AcquisitionInput(List.of(spent), List.of(), 1),
        Map.<String, SegmentActivity>of(),
        Period.MONTH,
        0,
        new Allocation.Known(DAY, DAY.plusDays(9)),
        warning -> {});
  }

  /** They would count twice, and the table be refused with figures that name no cause. */
  @Test
  void namesThatStandForSeveralTogetherAreRefusedAllAtOnce() {
    assertThatThrownBy(() -> of("(blended)", "(all)"))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
              assertThat(failure.problems()).hasSize(2);
              assertThat(failure.problems().get(0))
                  .contains("is called (blended)", "nullif(channel, '(blended)')");
              assertThat(failure.problems().get(1))
                  .contains(
                      "is called (all)", "input.spend.columns.kind = \"nullif(kind, '(all)')\"");
            });
    assertThatThrownBy(() -> of("(paid)", "media")).hasMessageContaining("is called (paid)");
  }

  @Test
  void othersAreNot() {
    assertThat(of("(none)", "media").allocation().lines()).isNotEmpty();
  }
}
