package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.SampleRuns;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class ManifestTest {
  @Test
  void whatARunWroteIsReadBack() {
    byte[] written = SampleRuns.CDNOW_1997.published().manifestBytes("1997-09-30");

    Manifest manifest = Manifest.read(written);

    assertThat(manifest.status()).isEqualTo(Manifest.Status.PUBLISHED);
    assertThat(manifest.counts().customers()).isEqualTo(2357);
    assertThat(new String(manifest.toJson(), StandardCharsets.UTF_8))
        .isEqualTo(new String(written, StandardCharsets.UTF_8));
  }

  @Test
  void whatALaterVersionAddsIsPassedOver() {
    assertThat(
            Manifest.read(
                "{\"runId\": \"a\", \"new\": {\"b\": 1}}".getBytes(StandardCharsets.UTF_8)))
        .extracting(Manifest::runId)
        .isEqualTo("a");
  }

  @Test
  void otherFilesAreNoManifests() {
    assertThatThrownBy(() -> Manifest.read("{\"runDate\": 7".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a manifest: ");
  }
}
