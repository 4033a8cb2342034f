package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of keys, {@code conf/reference.conf} and {@link Settings} agree. */
class KeysTest {
  private static final Path REFERENCE = Path.of("conf", "reference.conf");

  @Test
  void referenceConfIsWrittenFromTheTable() throws IOException {
    if (Boolean.getBoolean("perennial.write-reference")) {
      Files.writeString(REFERENCE, ReferenceConf.text());
    }
    assertThat(Files.readString(REFERENCE))
        .as(
            "conf/reference.conf is to be written again:"
                + " mvn test -Dtest=KeysTest -Dperennial.write-reference=true")
        .isEqualTo(ReferenceConf.text());
    assertThat(ReferenceConf.text().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(104));
  }

  @Test
  void everyKeyHasOneFieldOfSettings() {
    assertThat(fields(Settings.class, ""))
        .containsExactlyInAnyOrderElementsOf(
            Keys.ALL.stream().map(KeysTest::fieldOf).distinct().toList());
  }

  @Test
  void everyKeyIsDescribed() {
    assertThat(Keys.ALL)
        .allSatisfy(key -> assertThat(key.about()).matches("(?s).*[.?]"))
        .extracting(Key::path)
        .doesNotHaveDuplicates();
    assertThat(Keys.SECTIONS.keySet())
        .allSatisfy(
            section -> assertThat(Keys.ALL).anyMatch(key -> key.path().startsWith(section + ".")));
  }

  @ParameterizedTest
  @CsvSource({
    "perennial.models.penalty, true",
    "perennial.intervals.seed, true",
    "perennial.input.columns.amount, true",
    "perennial.input.customers.columns.channel, true",
    "perennial.input.options.header, false",
    "perennial.input.customers.options.a.b, false",
    "perennial.input.path, false",
    "perennial.clv.horizon-days, false",
    "perennial.intervals.level, false",
    "perennial.simulate.bg-nbd.r, false",
    "perennial.key.of.another.version, true"
  })
  void changesFits(String name, boolean changes) {
    assertThat(Keys.changesFits(name)).isEqualTo(changes);
  }

  /** The parameters of a model to simulate are one field, a map. */
  private static String fieldOf(Key key) {
    return key.path().replaceAll("(simulate\\.[a-z-]+)\\.[a-z]+$", "$1");
  }

  private static Stream<String> names(RecordComponent field, String prefix) {
    String path = prefix + field.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    return field.getType().isRecord() ? fields(field.getType(), path + ".") : Stream.of(path);
  }

  private static Stream<String> fields(Class<?> section, String prefix) {
    return Stream.of(section.getRecordComponents()).flatMap(field -> names(field, prefix));
  }
}
