package io.perennial.model.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;

/**
 * The registry of models: the stages that {@code META-INF/services} lists for Spark Connect. A
 * model is registered there and nowhere else, and a class named by stored data is never
 * instantiated unless it is listed there.
 */
public final class Models {
  private Models() {}

  /** New estimators of this kind, in the order in which they are listed. */
  public static <E extends CellEstimator<?, ?>> List<E> estimators(Class<E> kind) {
    List<E> estimators = new ArrayList<>();
    listed(Estimator.class)
        .filter(provider -> kind.isAssignableFrom(provider.type()))
        .forEach(provider -> estimators.add(kind.cast(provider.get())));
    return estimators;
  }

  /** The class of this name, if it is listed and an estimator or a fitted model. */
  static Optional<Class<? extends PipelineStage>> named(String className) {
    return Stream.<ServiceLoader.Provider<? extends PipelineStage>>concat(
            listed(Estimator.class), listed(Transformer.class))
        .<Class<? extends PipelineStage>>map(ServiceLoader.Provider::type)
        .filter(type -> type.getName().equals(className))
        .filter(
            type ->
                Estimator.class.isAssignableFrom(type) || FittedModel.class.isAssignableFrom(type))
        .findFirst();
  }

  /**
   * Uses the loader of this class, which sees the list even when the context class loader does not.
   */
  private static <S> Stream<ServiceLoader.Provider<S>> listed(Class<S> kind) {
    return ServiceLoader.load(kind, Models.class.getClassLoader()).stream();
  }
}
