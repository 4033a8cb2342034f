package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the job jar, and what must not be. */
class JobJarIT {
  private static final String JAR = System.getProperty("perennial.jar");

  @Test
  void everyClassIsBelowOurPackage() throws IOException {
    List<String> classes = names(".class");

    assertThat(classes).isNotEmpty().allMatch(name -> name.startsWith("io/perennial/"));
    assertThat(classes)
        .contains(
            "io/perennial/cli/Main.class",
            "io/perennial/shaded/scopt/OParser.class",
            "io/perennial/shaded/config/ConfigFactory.class",
            "io/perennial/shaded/jte/TemplateEngine.class",
            "io/perennial/report/templates/JtepageGenerated.class",
            "io/perennial/shaded/rng/simple/RandomSource.class");
  }

  @Test
  void ownClassesCallTheRelocatedLibraries() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      for (String name : names(".class")) {
        if (!name.startsWith("io/perennial/shaded/")) {
          assertThat(text(jar, name))
              .as(name)
              .doesNotContain(
                  "com/typesafe/config",
                  "gg/jte",
                  "org/apache/commons/numbers",
                  "org/apache/commons/statistics",
                  "org/apache/commons/rng");
        }
      }
    }
  }

  @Test
  void manifestNamesMainClassAndVersion() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("io.perennial.cli.Main");
      assertThat(JAR).endsWith("-" + manifest.getValue("Implementation-Version") + ".jar");
    }
  }

  @Test
  void licencesOfShadedLibrariesTravelWithThem() throws IOException {
    assertThat(names(""))
        .contains(
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            "META-INF/third-party/scopt_2.13/LICENSE",
            // It holds the licences of the code that Commons RNG derives from.
            "META-INF/third-party/commons-rng-core/LICENSE",
            "META-INF/third-party/commons-numbers-gamma/NOTICE");
  }

  @Test
  void sparkFindsTheStages() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      assertThat(text(jar, "META-INF/services/org.apache.spark.ml.Estimator"))
          .contains("io.perennial.model.btyd.BgNbd\n");
      assertThat(text(jar, "META-INF/services/org.apache.spark.ml.Transformer"))
          .contains("io.perennial.model.spend.GammaGammaModel\n");
    }
  }

  private static List<String> names(String suffix) throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      return jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(suffix)).toList();
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
