package io.perennial;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rows of packages, as {@code package-info} of io.perennial draws them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes", "io"));

  /** From the top down; a package may use what stands in rows below its own. */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("cli"),
          List.of("pipeline"),
          List.of("report"),
          List.of("table", "simulate", "customers"),
          List.of("basket", "evaluation"),
          List.of(
              "ingest",
              "features",
              "cohort",
              "model",
              "economics",
              "segment",
              "subscription",
              "publish"),
          List.of("history"),
          List.of("run"),
          List.of("config"),
          List.of("schema"),
          List.of("numerics", "failure"));

  @Test
  void nothingImportsUpwardNorItsNeighbours() {
    List<String> above = new ArrayList<>();
    for (List<String> row : ROWS) {
      for (String one : row) {
        List<String> forbidden = new ArrayList<>(above);
        row.stream().filter(other -> !other.equals(one)).forEach(forbidden::add);
        if (!forbidden.isEmpty()) {
          noClasses()
              .that()
              .resideInAPackage(packages(one))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  forbidden.stream().map(ArchitectureTest::packages).toArray(String[]::new))
              .check(CLASSES);
        }
      }
      above.addAll(row);
    }
  }

  @Test
  void everyPackageHasItsRow() {
    classes()
        .that()
        .doNotHaveSimpleName("package-info")
        .should()
        .resideInAnyPackage(
            ROWS.stream()
                .flatMap(List::stream)
                .map(ArchitectureTest::packages)
                .toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void noPackagesImportEachOtherInACircle() {
    slices().matching("io.perennial.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  private static String packages(String name) {
    return "io.perennial." + name + "..";
  }

  /** The rows of {@code io.perennial.model}, as its {@code package-info} draws them. */
  @Test
  void theModelPackageHasRowsOfItsOwn() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.perennial.model..")
        .layer("model")
        .definedBy("io.perennial.model")
        .layer("interval")
        .definedBy("io.perennial.model.interval")
        .layer("btyd")
        .definedBy("io.perennial.model.btyd")
        .layer("spend")
        .definedBy("io.perennial.model.spend")
        .layer("contractual")
        .definedBy("io.perennial.model.contractual")
        .layer("ml")
        .definedBy("io.perennial.model.ml")
        .layer("stage")
        .definedBy("io.perennial.model.stage")
        .layer("fit")
        .definedBy("io.perennial.model.fit")
        .layer("covariates")
        .definedBy("io.perennial.model.covariates")
        .layer("cells")
        .definedBy("io.perennial.model.cells")
        .whereLayer("model")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("interval")
        .mayOnlyBeAccessedByLayers("model")
        .whereLayer("contractual")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("ml")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("btyd")
        .mayOnlyBeAccessedByLayers("interval", "model")
        .whereLayer("spend")
        .mayOnlyBeAccessedByLayers("interval", "model")
        .whereLayer("covariates")
        .mayOnlyBeAccessedByLayers("model")
        .whereLayer("stage")
        .mayOnlyBeAccessedByLayers("btyd", "spend", "contractual", "ml", "model")
        .whereLayer("fit")
        .mayOnlyBeAccessedByLayers("stage", "btyd", "spend", "contractual", "interval", "model")
        .whereLayer("cells")
        .mayOnlyBeAccessedByLayers(
            "fit", "covariates", "stage", "btyd", "spend", "contractual", "interval")
        .ensureAllClassesAreContainedInArchitectureIgnoring(
            resideOutsideOfPackage("io.perennial.model.."))
        .check(CLASSES);
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
