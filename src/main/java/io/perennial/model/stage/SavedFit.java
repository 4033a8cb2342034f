package io.perennial.model.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Encoders;
import scala.Option;

/**
 * A fitted model on disk: Spark's metadata directory, and one line of JSON in {@code data}.
 *
 * @param formatVersion raised when an older reader could not understand the data
 * @param timeUnitDays length in days of the time unit of the parameters; null for models without
 *     time
 */
public record SavedFit(int formatVersion, FitSummary fit, Double timeUnitDays) {
  private static final int FORMAT_VERSION = 1;

  /** Figures that a later release adds do not stop this one. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What to save of a model with parameters measured in a time unit. */
  public static SavedFit of(FitSummary fit, double timeUnitDays) {
    return new SavedFit(FORMAT_VERSION, fit, timeUnitDays);
  }

  /** What to save of a model without time. */
  public static SavedFit of(FitSummary fit) {
    return new SavedFit(FORMAT_VERSION, fit, null);
  }

  /** A writer of the model's Params and this. */
  public MLWriter writer(Model<?> model) {
    return writer(model, this);
  }

  /** A writer of a stage's Params and of data, which becomes JSON. */
  public static MLWriter writer(Params stage, Object data) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        DefaultParamsWriter$.MODULE$.saveMetadata(stage, path, sparkSession());
        sparkSession()
            .createDataset(List.of(toJson(data)), Encoders.STRING())
            .coalesce(1)
            .write()
            .text(data(path));
      }
    };
  }

  /**
   * A reader of models of one class.
   *
   * @param model makes the model from its uid and what was saved
   */
  public static <M extends Model<M>> MLReader<M> reader(
      Class<M> type, BiFunction<String, SavedFit, M> model) {
    return reader(type, SavedFit.class, model);
  }

  /**
   * A reader of stages of one class.
   *
   * @param data what was saved; has a {@code formatVersion}
   * @param stage makes the stage from its uid and what was saved
   */
  public static <S extends Params, D> MLReader<S> reader(
      Class<S> type, Class<D> data, BiFunction<String, D, S> stage) {
    return new MLReader<S>() {
      @Override
      public S load(String path) {
        DefaultParamsReader.Metadata metadata =
            DefaultParamsReader$.MODULE$.loadMetadata(path, sparkSession(), type.getName());
        String json = sparkSession().read().textFile(data(path)).first();
        S loaded = stage.apply(metadata.uid(), fromJson(json, data, path));
        metadata.getAndSetParams(loaded, Option.empty());
        return loaded;
      }
    };
  }

  private static String toJson(Object data) {
    try {
      return JSON.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A fit could not be written as JSON", e);
    }
  }

  private static <D> D fromJson(String json, Class<D> data, String path) {
    try {
      JsonNode saved = JSON.readTree(json);
      int version = saved.path("formatVersion").asInt();
      if (version != FORMAT_VERSION) {
        throw new JobFailure(
            ExitCode.NO_MODEL,
            "The model in %s has format %d; this version reads format %d. Fit it again."
                .formatted(path, version, FORMAT_VERSION));
      }
      return JSON.treeToValue(saved, data);
    } catch (JsonProcessingException e) {
      throw new JobFailure(
          ExitCode.NO_MODEL, "The model in %s is damaged. Fit it again.".formatted(path), e);
    }
  }

  private static String data(String path) {
    return new Path(path, "data").toString();
  }
}
