package io.perennial.model.stage;

import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.fit.FitSummary;
import java.lang.reflect.InvocationTargetException;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;

/**
 * Base class of fitted models: the fit, copying, saving and loading.
 *
 * <p>Each model class is listed in {@code META-INF/services} and has three members: a constructor
 * without arguments, by which {@link java.util.ServiceLoader} finds it; one of uid and {@link
 * FitSummary}, and of the days of its time unit where it has one, by which it is copied and read;
 * and a static {@code load(String)} of its own type, which Spark Connect and Scala look for in the
 * class itself.
 *
 * @param <M> the model itself
 */
public abstract class FittedModel<M extends FittedModel<M>> extends Model<M> implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final FitSummary summary;

  protected FittedModel(String uid, FitSummary summary) {
    this.uid = uid;
    this.summary = summary;
  }

  /** The pure-Java model at the fitted parameters. */
  public abstract CellLikelihood likelihood();

  @Override
  public String uid() {
    return uid;
  }

  /** The result of the fit. */
  public FitSummary summary() {
    return summary;
  }

  /** The data to save beside the Params. */
  protected SavedFit saved() {
    return SavedFit.of(summary);
  }

  @Override
  public M copy(ParamMap extra) {
    return copyValues(like(uid, saved()), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return saved().writer(this);
  }

  /** Reads a model of any listed class; Spark calls it when it loads pipelines. */
  public static MLReader<?> read() {
    return SavedStage.reader();
  }

  /** A model of this class, its Params not set. */
  @SuppressWarnings("unchecked")
  M like(String newUid, SavedFit fit) {
    try {
      return (M)
          (fit.timeUnitDays() == null
              ? getClass()
                  .getConstructor(String.class, FitSummary.class)
                  .newInstance(newUid, fit.fit())
              : getClass()
                  .getConstructor(String.class, FitSummary.class, double.class)
                  .newInstance(newUid, fit.fit(), fit.timeUnitDays()));
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          fit.timeUnitDays() == null
              ? "timeUnitDays is missing"
              : "timeUnitDays is not expected of a model without time",
          e);
    }
  }
}
