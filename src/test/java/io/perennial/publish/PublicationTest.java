package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.publish.SampleRun.Replaced;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicationTest {
  private final Storage storage = new LocalStorage();

  @TempDir(factory = MemoryTempDir.class)
  java.nio.file.Path directory;

  private Drill drill() {
    return new Drill(storage, new Path(directory.toUri()));
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  void survivesDyingAtEveryMoment(Situation situation) throws IOException, Replaced {
    int moments = drill().everyMoment(situation);
    System.err.println(situation + " " + moments);
    assertThat(moments).isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  @Tag("drill")
  void survivesDyingAtEveryMomentOfTheRecovery(Situation situation) throws IOException, Replaced {
    int pairs = drill().everyMomentOfRecovery(situation);
    System.err.println(situation + " " + pairs);
    assertThat(pairs).isGreaterThan(200);
  }
}
