package io.perennial.model.stage;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a stage reads from a schema and adds to it; problems are collected and reported
 * together.
 */
public final class StageSchema {
  private final String stage;
  private final StructType input;
  private final List<String> problems = new ArrayList<>();
  private StructType output;

  private StageSchema(String stage, StructType input) {
    this.stage = stage;
    this.input = input;
    this.output = input;
  }

  /**
   * @param stage the name of the stage in messages
   */
  public static StageSchema of(String stage, StructType input) {
    return new StageSchema(stage, input);
  }

  /** Requires numeric columns. */
  public StageSchema reads(String... columns) {
    for (String column : columns) {
      if (!Arrays.asList(input.fieldNames()).contains(column)) {
        problems.add(missing(column));
      } else if (!(input.apply(column).dataType() instanceof NumericType)) {
        problems.add(
            "%s reads column %s as a number, but it is %s."
                .formatted(stage, column, input.apply(column).dataType().simpleString()));
      }
    }
    return this;
  }

  /** Requires a column of bytes. */
  public StageSchema readsBytes(String column) {
    if (!Arrays.asList(input.fieldNames()).contains(column)) {
      problems.add(missing(column));
    } else if (!input.apply(column).dataType().equals(DataTypes.BinaryType)) {
      problems.add(
          "%s reads column %s as bytes, but it is %s."
              .formatted(stage, column, input.apply(column).dataType().simpleString()));
    }
    return this;
  }

  private String missing(String column) {
    return "%s reads column %s, which is not there. Columns: %s."
        .formatted(stage, column, String.join(", ", input.fieldNames()));
  }

  /** Adds columns of doubles, which must not exist yet. */
  public StageSchema adds(String... columns) {
    for (String column : columns) {
      if (Arrays.asList(output.fieldNames()).contains(column)) {
        problems.add(
            "%s adds column %s, which is there already. Rename one of them."
                .formatted(stage, column));
      } else {
        output = output.add(column, DataTypes.DoubleType);
      }
    }
    return this;
  }

  /**
   * The schema after the stage.
   *
   * @throws JobFailure with {@link ExitCode#INPUT} and all problems
   */
  public StructType result() {
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, problems, null);
    }
    return output;
  }
}
