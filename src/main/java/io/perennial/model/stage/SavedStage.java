package io.perennial.model.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A stage on disk: Spark's metadata directory with class, uid and Params, and beside it one line of
 * JSON in {@code data} if the stage has further data.
 */
public final class SavedStage {
  static final int FORMAT_VERSION = 1;

  /** Fields added by a later release are ignored. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private SavedStage() {}

  /**
   * Reads an estimator or a fitted model of the class that the metadata names, if it is one of
   * {@link Models}.
   */
  public static MLReader<PipelineStage> reader() {
    return new MLReader<>() {
      @Override
      public PipelineStage load(String path) {
        return restored(
            path,
            metadata(path, sparkSession()),
            metadata -> {
              Class<? extends PipelineStage> type =
                  Models.named(metadata.className())
                      .orElseThrow(
                          () -> damaged(path, "it names the class " + metadata.className()));
              return FittedModel.class.isAssignableFrom(type)
                  ? model(type, metadata.uid(), data(path, SavedFit.class, sparkSession()))
                  : make(type, metadata.uid());
            });
      }
    };
  }

  /**
   * Loads an estimator or a fitted model.
   *
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when it is damaged, is not there, or is of
   *     another class
   */
  public static <S extends PipelineStage> S load(Class<S> type, String path) {
    PipelineStage loaded = reader().load(path);
    if (!type.isInstance(loaded)) {
      throw damaged(
          path,
          "it is of the class %s, not %s"
              .formatted(loaded.getClass().getSimpleName(), type.getSimpleName()));
    }
    return type.cast(loaded);
  }

  /**
   * A reader for stages of one class that are neither estimators nor fitted models.
   *
   * @param data what was saved; has a {@code formatVersion}
   * @param stage makes the stage from its uid and what was saved
   */
  public static <S extends Params, D> MLReader<S> reader(
      Class<S> type, Class<D> data, BiFunction<String, D, S> stage) {
    return new MLReader<>() {
      @Override
      public S load(String path) {
        return restored(
            path,
            metadata(path, sparkSession()),
            metadata -> {
              if (!metadata.className().equals(type.getName())) {
                throw damaged(path, "it names the class " + metadata.className());
              }
              return stage.apply(metadata.uid(), data(path, data, sparkSession()));
            });
      }
    };
  }

  /**
   * A reader for models of one class that hold one of Spark's own.
   *
   * @param data what was saved; has a {@code formatVersion}
   * @param inner loads Spark's model from a path
   * @param stage makes the stage from its uid, what was saved and Spark's model
   */
  public static <S extends Params, D, I> MLReader<S> reader(
      Class<S> type, Class<D> data, Function<String, I> inner, Holder<S, D, I> stage) {
    return new MLReader<>() {
      @Override
      public S load(String path) {
        return reader(
                type, data, (uid, saved) -> stage.of(uid, saved, inner.apply(innerPath(path))))
            .session(sparkSession())
            .load(path);
      }
    };
  }

  /** Makes a stage that holds a model of Spark's. */
  @FunctionalInterface
  public interface Holder<S, D, I> {
    S of(String uid, D data, I inner);
  }

  /** A writer of a stage's Params and of data, which becomes JSON. */
  public static MLWriter writer(Params stage, Object data) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        saveStage(stage, data, path, sparkSession());
      }
    };
  }

  /** A writer of a stage's Params, of data, and of the model of Spark's that it holds. */
  public static MLWriter writer(Params stage, Object data, MLWritable inner) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        saveStage(stage, data, path, sparkSession());
        try {
          inner.write().session(sparkSession()).save(innerPath(path));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static void saveStage(Params stage, Object data, String path, SparkSession spark) {
    DefaultParamsWriter$.MODULE$.saveMetadata(stage, path, spark);
    spark
        .createDataset(List.of(toJson(data)), Encoders.STRING())
        .coalesce(1)
        .write()
        .text(directory(path));
  }

  private static String innerPath(String path) {
    return new Path(path, "trees").toString();
  }

  private static <S extends Params> S restored(
      String path,
      DefaultParamsReader.Metadata metadata,
      Function<DefaultParamsReader.Metadata, S> make) {
    try {
      S stage = make.apply(metadata);
      metadata.getAndSetParams(stage, Option.empty());
      return stage;
    } catch (JobFailure failure) {
      throw failure;
    } catch (RuntimeException e) { // caused by the content of the file, which has been read
      throw damaged(path, e.getMessage(), e);
    }
  }

  private static PipelineStage model(
      Class<? extends PipelineStage> type, String uid, SavedFit saved) {
    FittedModel<?> model = ((FittedModel<?>) make(type)).like(uid, saved);
    saved.requireSound();
    model.likelihood();
    return model;
  }

  private static PipelineStage make(Class<? extends PipelineStage> type, String... uid) {
    try {
      return uid.length == 0
          ? type.getConstructor().newInstance()
          : type.getConstructor(String.class).newInstance(uid[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is listed, but has no such constructor", e);
    }
  }

  private static DefaultParamsReader.Metadata metadata(String path, SparkSession spark) {
    try {
      return DefaultParamsReader$.MODULE$.loadMetadata(path, spark, "");
    } catch (Exception e) { // thrown by Scala without being declared
      throw unreadable(path, "metadata", e);
    }
  }

  private static <D> D data(String path, Class<D> type, SparkSession spark) {
    String json;
    try {
      json = spark.read().textFile(directory(path)).first();
    } catch (Exception e) { // thrown by Scala without being declared
      throw unreadable(path, "data", e);
    }
    return fromJson(json, type, path);
  }

  private static String toJson(Object data) {
    try {
      return JSON.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stage could not be written as JSON", e);
    }
  }

  private static <D> D fromJson(String json, Class<D> data, String path) {
    try {
      JsonNode saved = JSON.readTree(json);
      int version = saved.path("formatVersion").asInt();
      if (saved.has("formatVersion") && version != FORMAT_VERSION) {
        throw new JobFailure(
            ExitCode.NO_MODEL,
            "The model in %s has format %d; this version reads format %d. Fit it again."
                .formatted(path, version, FORMAT_VERSION));
      }
      if (version != FORMAT_VERSION) {
        throw damaged(path, "it has no formatVersion");
      }
      return JSON.treeToValue(saved, data);
    } catch (JsonProcessingException e) {
      throw damaged(path, "its data is no such JSON as was saved", e);
    }
  }

  private static JobFailure damaged(String path, String reason) {
    return damaged(path, reason, null);
  }

  private static JobFailure damaged(String path, String reason, Exception cause) {
    return new JobFailure(
        ExitCode.NO_MODEL,
        "The model in %s is damaged: %s. Fit it again.".formatted(path, reason),
        cause);
  }

  private static JobFailure unreadable(String path, String part, Exception cause) {
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("empty");
    return new JobFailure(
        ExitCode.NO_MODEL,
        "The model in %s cannot be read, its %s is missing, empty or damaged (%s). Fit it again."
            .formatted(path, part, reason),
        cause);
  }

  private static String directory(String path) {
    return new Path(path, "data").toString();
  }
}
