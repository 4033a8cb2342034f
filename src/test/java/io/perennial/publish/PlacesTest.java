package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
  @TempDir Path directory;

  @BeforeEach
  void link() throws IOException {
    Files.createDirectories(directory.resolve("shop/day"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("shop"));
    Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("later"));
  }

  /** # stands for a directory that exists. */
  @ParameterizedTest
  @CsvSource({
    "#/shop, #/shop, true",
    "#/shop, #/shop/, true",
    "#/shop, file:#/shop, true",
    "#/shop, file://#/shop, true",
    "#/shop, #/./shop, true",
    "#/shop, #/nothing/../shop, true",
    "#/shop, #/shop/clv, true",
    "#/shop/clv/deep, #/shop, true",
    "#/shop, #/link, true",
    "#/shop, #/link/clv, true",
    "#/shop, #/link/day/../clv, true",
    "#/later, #/dangling/clv, true",
    "#/shop/*.csv, #/shop, true",
    "#/shop/day=?/x, #/shop/clv, true",
    "#/shop, #/shop/_clv, false",
    "#/shop, #/shop2, false",
    "#/shop, #/clv, false",
    "#/shop, #/shop/../clv, false",
    "#/shop/day, #/shop/clv, false",
    "#/shop, nosuch://host#/shop, false",
  })
  void overlap(String one, String other, boolean overlap) {
    String here = directory.toString();
    assertThat(
            Places.overlap(new Configuration(), one.replace("#", here), other.replace("#", here)))
        .isEqualTo(overlap);
    assertThat(
            Places.overlap(new Configuration(), other.replace("#", here), one.replace("#", here)))
        .isEqualTo(overlap);
  }

  @Test
  void relativePathsAreBelowTheWorkingDirectory() {
    assertThat(
            Places.overlap(
                new Configuration(),
                "target/in",
                Path.of("target/in/out").toAbsolutePath().toString()))
        .isTrue();
  }
}
