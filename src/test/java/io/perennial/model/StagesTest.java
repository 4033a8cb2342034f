package io.perennial.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages as Spark Connect finds them. */
class StagesTest {
  /** A listed class that {@link ServiceLoader} cannot make may hide everybody else's. */
  @ParameterizedTest
  @ValueSource(classes = {Estimator.class, Transformer.class})
  void everyStageIsListedAndCanBeMade(Class<?> kind) {
    List<String> listed =
        ServiceLoader.load(kind).stream()
            .filter(provider -> provider.type().getName().startsWith("io.perennial."))
            .map(provider -> provider.get().getClass().getName())
            .toList();
    List<String> stages =
        new ClassFileImporter()
            .importPath(Path.of("target", "classes", "io")).stream()
                .filter(type -> type.isAssignableTo(kind))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .toList();
    assertThat(stages).isNotEmpty();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(stages);
  }
}
