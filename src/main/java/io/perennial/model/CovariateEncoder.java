package io.perennial.model;

import io.perennial.model.covariates.CovariateEncoding;
import io.perennial.model.stage.SavedStage;
import io.perennial.model.stage.StageSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Adds the covariates of a {@link CovariateEncoding} as columns of doubles, none of them null: what
 * models with covariates read. A map.
 */
public final class CovariateEncoder extends Transformer implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final CovariateEncoding encoding;

  /** For {@link java.util.ServiceLoader}: a stage without an encoding. */
  public CovariateEncoder() {
    this("", null);
  }

  public CovariateEncoder(CovariateEncoding encoding) {
    this(Identifiable$.MODULE$.randomUID("covariateEncoder"), encoding);
  }

  private CovariateEncoder(String uid, CovariateEncoding encoding) {
    this.uid = uid;
    this.encoding = encoding;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The encoding. */
  public CovariateEncoding encoding() {
    return encoding;
  }

  /** The names of the columns added. */
  public String[] covariateCols() {
    return encoding.covariates().toArray(String[]::new);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return StageSchema.of("CovariateEncoder", schema).adds(covariateCols()).result();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> customers) {
    transformSchema(customers.schema());
    List<Column> columns = new ArrayList<>(List.of(new Column("*")));
    encoding.columns().forEach((name, column) -> columns.add(column.as(name)));
    return customers.select(columns.toArray(Column[]::new));
  }

  @Override
  public CovariateEncoder copy(ParamMap extra) {
    return copyValues(new CovariateEncoder(uid, encoding), extra);
  }

  @Override
  public MLWriter write() {
    return SavedStage.writer(this, encoding);
  }

  public static MLReader<CovariateEncoder> read() {
    return SavedStage.reader(
        CovariateEncoder.class, CovariateEncoding.class, CovariateEncoder::new);
  }

  public static CovariateEncoder load(String path) {
    return read().load(path);
  }
}
