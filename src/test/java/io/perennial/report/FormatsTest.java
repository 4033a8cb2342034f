package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class FormatsTest {
  private final Formats formats = new Formats(Locale.ENGLISH, "EUR", new Texts("en"));

  @Test
  void numbersAreRoundedAsTheyAreWritten() {
    // The double nearest to 2.65 is a little less.
    assertThat(formats.decimals(2.65, 1)).isEqualTo("2.7");
    assertThat(formats.decimals(new BigDecimal("2.65"), 1)).isEqualTo("2.7");
    assertThat(formats.decimals(-2.65, 1)).isEqualTo("-2.7");
    assertThat(formats.decimals(2.6499, 1)).isEqualTo("2.6");
    assertThat(formats.money(1.005)).isEqualTo("€1.01");
    assertThat(formats.share(.0005)).isEqualTo("0.1%");
    assertThat(formats.count(1_234_567L)).isEqualTo("1,234,567");
  }
}
