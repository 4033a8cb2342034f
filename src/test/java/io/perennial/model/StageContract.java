package io.perennial.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * What Spark ML expects of every stage: Params, copies, saving and loading, schemas, pipelines.
 *
 * @param <S> the stage
 */
public abstract class StageContract<S extends PipelineStage & MLWritable> {
  @TempDir Path directory;

  @BeforeAll
  static void startSession() {
    SparkTestSession.shared();
  }

  /** A stage with a Param or two set to other than their defaults; a model has a parent. */
  protected abstract S stage();

  protected abstract S load(String path);

  protected abstract Dataset<Row> input();

  /** The names of the input columns. */
  protected abstract List<String> reads();

  /** The names of the columns added. */
  protected abstract List<String> adds();

  @Test
  void everyParamIsFoundBelongsToTheStageAndIsDocumented() {
    S stage = stage();
    assertThat(stage.params()).isNotEmpty();
    for (Param<?> param : stage.params()) {
      assertThat(param.parent()).as(param.name()).isEqualTo(stage.uid());
      assertThat(param.doc()).as(param.name()).isNotBlank();
      assertThat(stage.getParam(param.name())).isSameAs(param);
      assertThat(Arrays.stream(stage.getClass().getMethods()).map(m -> m.getName()))
          .as("a setter of %s", param.name())
          .contains(
              "set" + Character.toUpperCase(param.name().charAt(0)) + param.name().substring(1));
    }
  }

  @Test
  void aCopyHasTheSameParamsAndWhatIsGivenExtra() {
    S stage = stage();
    Param<Object> added = stage.getParam(nameOfAddedColumn(stage));
    PipelineStage copy = stage.copy(new ParamMap().put(added, "elsewhere"));
    assertThat(copy).isNotSameAs(stage).isInstanceOf(stage.getClass());
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(copy.getOrDefault(copy.getParam(added.name()))).isEqualTo("elsewhere");
    assertThat(stage.getOrDefault(added)).isNotEqualTo("elsewhere");
    for (Param<?> param : stage.params()) {
      if (param != added && stage.isDefined(param)) {
        assertThat(values(copy.get(copy.getParam(param.name()))))
            .as(param.name())
            .isEqualTo(values(stage.get(param)));
      }
    }
    if (stage instanceof Model<?> model) {
      assertThat(((Model<?>) copy).parent()).isSameAs(model.parent());
    }
  }

  @Test
  void comesBackFromDiskAsItWas() throws Exception {
    S stage = stage();
    String path = directory.resolve("stage").toString();
    stage.write().save(path);
    S loaded = load(path);
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    for (Param<?> param : stage.params()) {
      Param<Object> same = loaded.getParam(param.name());
      assertThat(loaded.isSet(same)).as(param.name()).isEqualTo(stage.isSet(param));
      assertThat(values(loaded.get(same))).as(param.name()).isEqualTo(values(stage.get(param)));
    }
    assertThat(output(loaded)).isEqualTo(output(stage));
  }

  @Test
  void comesBackFromAJavaStreamAsItWas() throws Exception {
    S stage = stage();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((PipelineStage) in.readObject()).uid()).isEqualTo(stage.uid());
    }
  }

  @Test
  void theSchemaIsKnownBeforeAnyRowIs() {
    StructType expected = input().schema();
    for (String column : adds()) {
      expected = expected.add(column, "double");
    }
    assertThat(stage().transformSchema(input().schema())).isEqualTo(expected);
    StructType actual = transformer(stage()).transform(input()).schema();
    assertThat(actual.fieldNames()).isEqualTo(expected.fieldNames());
    for (String column : adds()) {
      assertThat(actual.apply(column).dataType()).isEqualTo(expected.apply(column).dataType());
    }
  }

  @Test
  void everythingWrongWithTheInputIsSaidAtOnce() {
    Dataset<Row> wrong =
        input()
            .drop(reads().get(0))
            .withColumn(reads().get(1), functions.lit("a word"))
            .withColumn(adds().get(0), functions.lit(1.0));
    String name = stage().getClass().getSimpleName();
    assertThatThrownBy(() -> stage().transformSchema(wrong.schema()))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
              assertThat(failure.problems())
                  .containsExactly(
                      "%s reads column %s, which is not there. Columns: %s."
                          .formatted(name, reads().get(0), String.join(", ", wrong.columns())),
                      "%s reads column %s as a number, but it is string."
                          .formatted(name, reads().get(1)),
                      "%s adds column %s, which is there already. Rename one of them."
                          .formatted(name, adds().get(0)));
            });
  }

  @Test
  void worksInAPipelineSavedAndLoaded() throws Exception {
    String path = directory.resolve("pipeline").toString();
    PipelineModel model = new Pipeline().setStages(new PipelineStage[] {stage()}).fit(input());
    model.write().save(path);
    PipelineModel loaded = PipelineModel.load(path);
    assertThat(rows(loaded)).isEqualTo(rows(model)).isEqualTo(output(stage()));
    if (stage() instanceof Estimator) {
      Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {stage()});
      String unfitted = directory.resolve("unfitted").toString();
      pipeline.write().save(unfitted);
      assertThat(rows(Pipeline.load(unfitted).fit(input()))).isEqualTo(output(stage()));
    }
  }

  /** The value of a Param, if it is set; arrays as lists, which compare. */
  private static List<Object> values(Option<?> value) {
    return value.isEmpty()
        ? List.of()
        : value.get() instanceof Object[] array ? Arrays.asList(array) : List.of(value.get());
  }

  private String nameOfAddedColumn(S stage) {
    return Arrays.stream(stage.params())
        .filter(p -> stage.isDefined(p))
        .filter(p -> adds().contains(stage.getOrDefault(stage.getParam(p.name()))))
        .findFirst()
        .orElseThrow()
        .name();
  }

  private List<Row> output(S stage) {
    return rows(transformer(stage));
  }

  private List<Row> rows(Transformer transformer) {
    return transformer.transform(input()).collectAsList();
  }

  private Transformer transformer(S stage) {
    return stage instanceof Estimator<?> estimator ? estimator.fit(input()) : (Transformer) stage;
  }
}
