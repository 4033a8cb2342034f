package io.perennial;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The rows of packages, as {@code package-info} of io.perennial draws them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes", "io"));

  private static final String[] STAGES = {
    "io.perennial.ingest..",
    "io.perennial.history..",
    "io.perennial.features..",
    "io.perennial.cohort..",
    "io.perennial.model..",
    "io.perennial.economics..",
    "io.perennial.segment..",
    "io.perennial.publish.."
  };
  private static final String[] LEAVES = {
    "io.perennial.run..",
    "io.perennial.schema..",
    "io.perennial.config..",
    "io.perennial.numerics.."
  };

  @Test
  void nothingImportsUpward() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.perennial..")
        .layer("cli")
        .definedBy("io.perennial.cli..")
        .layer("pipeline")
        .definedBy("io.perennial.pipeline..")
        .layer("customers")
        .definedBy("io.perennial.customers..")
        .layer("stages")
        .definedBy(STAGES)
        .layer("leaves")
        .definedBy(LEAVES)
        .layer("failure")
        .definedBy("io.perennial.failure..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pipeline")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("customers")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("stages")
        .mayOnlyBeAccessedByLayers("pipeline", "customers")
        .whereLayer("leaves")
        .mayOnlyBeAccessedByLayers("cli", "pipeline", "customers", "stages")
        .ensureAllClassesAreContainedInArchitectureIgnoring("io.perennial")
        .check(CLASSES);
  }

  @Test
  void packagesOfOneRowDoNotKnowEachOther() {
    for (String[] row : new String[][] {STAGES, LEAVES}) {
      for (String one : row) {
        for (String other : row) {
          if (!one.equals(other)) {
            noClasses()
                .that()
                .resideInAPackage(one)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(other)
                .check(CLASSES);
          }
        }
      }
    }
    slices().matching("io.perennial.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void mathematicsIsPureJava() {
    noClasses()
        .that(
            resideInAPackage("io.perennial.numerics..")
                .or(JavaClass.Predicates.simpleNameEndingWith("Likelihood")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..", "java.nio..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineEndsTheProcessAndPrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.perennial.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsTheTime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.perennial.cli..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.LocalDateTime.class, "now")
        .orShould()
        .callMethod(java.time.ZonedDateTime.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callConstructor(java.util.Date.class)
        .check(CLASSES);
  }

  @Test
  void nothingIsCalledUtilsOrHelper() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(CLASSES);
  }
}
