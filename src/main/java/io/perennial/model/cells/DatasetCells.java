package io.perennial.model.cells;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The cells of a data frame's customers: grouped by Spark, then collected to the driver when they
 * are few, else kept on the executors, one block of columns for each partition.
 *
 * <p>Sums over distributed blocks are collected, not tree-aggregated: they take a few hundred bytes
 * each, and adding them in the order of the partitions makes a fit repeatable to the bit.
 */
public final class DatasetCells implements CellSource, AutoCloseable {
  /** Bytes of driver memory for a cell while cells are sorted, and for each of its covariates. */
  private static final long CELL_BYTES = 130;

  private static final long COVARIATE_BYTES = 24;

  /** Decimals, so that the sum does not depend on the order of the rows. */
  private static final String EXTRA_SUM_TYPE = "decimal(38,9)";

  private static final double MAX_EXTRA_SUM = 1e18;

  /** The frequency of the rows that are left out, among those that are grouped. */
  private static final double LEFT_OUT = Double.NEGATIVE_INFINITY;

  private final JavaRDD<Block> blocks;
  private final CellTotals totals;
  private final CellSource local;

  private DatasetCells(JavaRDD<Block> blocks, CellTotals totals, CellSource local) {
    this.blocks = blocks;
    this.totals = totals;
    this.local = local;
  }

  /** The cells of a partition. */
  private record Block(
      Cells cells, CellTotals totals, BigDecimal extraSum, double leftOut, List<String> impossible)
      implements Serializable {
    /** Without the cells when there are more than that. */
    Block withCellsUpTo(long most) {
      return cells.size() <= most ? this : new Block(null, totals, extraSum, leftOut, impossible);
    }
  }

  /**
   * Groups the customers into cells; one shuffle, of the cells.
   *
   * @param maxDriverCells up to how many cells are held on the driver; fewer where they have
   *     covariates, so that they take no more memory
   * @throws JobFailure when a customer has impossible values
   */
  public static DatasetCells of(CellRequest request, long maxDriverCells) {
    int width = request.besides().covariates().size();
    long most = onDriver(maxDriverCells, width);
    JavaRDD<Block> blocks = blocks(request).persist(StorageLevel.MEMORY_AND_DISK());
    boolean kept = false;
    try {
      CellTotals totals = CellTotals.NONE;
      BigDecimal extraSum = BigDecimal.ZERO;
      double leftOut = 0.0;
      List<Cells> parts = new ArrayList<>();
      // A small number of cells is collected with the first job.
      long few = most / Math.max(1, blocks.getNumPartitions());
      for (Block block : blocks.map(block -> block.withCellsUpTo(few)).collect()) {
        if (!block.impossible.isEmpty()) {
          throw new JobFailure(
              ExitCode.INPUT, request.impossible().formatted(block.impossible.get(0)));
        }
        totals = totals.plus(block.totals);
        extraSum = extraSum.add(block.extraSum);
        leftOut += block.leftOut;
        parts.add(block.cells);
      }
      if (totals.cells() <= most && parts.contains(null)) {
        parts = blocks.map(block -> block.cells).collect();
      }
      CellSource local = totals.cells() > most ? null : new LocalCells(Cells.merge(parts));
      kept = local == null;
      return new DatasetCells(blocks, totals.with(extraSum.doubleValue(), leftOut), local);
    } finally {
      if (!kept) {
        blocks.unpersist(false);
      }
    }
  }

  /** The number of cells with covariates that take as much memory as {@code cells} without. */
  static long onDriver(long cells, int covariates) {
    return (long) (cells * (CELL_BYTES / (double) (CELL_BYTES + COVARIATE_BYTES * covariates)));
  }

  /** Columns: frequency, first, second, the covariates, then the sums of weight and figure. */
  private static JavaRDD<Block> blocks(CellRequest request) {
    CellRequest.Besides besides = request.besides();
    List<Column> columns = new ArrayList<>();
    columns.add(cellUnlessLeftOut(request, request.values().frequency(), LEFT_OUT).as("x"));
    columns.add(cellUnlessLeftOut(request, request.values().first(), 0.0).as("first"));
    columns.add(cellUnlessLeftOut(request, request.values().second(), 0.0).as("second"));
    for (Column covariate : besides.covariates()) {
      columns.add(number(covariate).as("z" + columns.size()));
    }
    Column[] cell =
        IntStream.range(0, columns.size())
            .mapToObj(i -> i < 3 ? col(List.of("x", "first", "second").get(i)) : col("z" + i))
            .toArray(Column[]::new);
    columns.add(number(request.weight()).as("w"));
    columns.add(
        besides
            .extraSum()
            .map(figure -> number(figure).multiply(number(request.weight())))
            .orElse(lit(0.0))
            .as("extra"));
    CellRequest.Check check = request.check();
    int width = besides.covariates().size();
    boolean leavesOut = besides.leftOut().isPresent();
    return request
        .customers()
        .select(columns.toArray(Column[]::new))
        .groupBy(cell)
        .agg(sum(col("w")).as("w"), extraSum(besides).as("extra"))
        .toJavaRDD()
        .mapPartitions(rows -> List.of(block(rows, check, width, leavesOut)).iterator());
  }

  private static Column cellUnlessLeftOut(CellRequest request, Column value, double instead) {
    return request
        .besides()
        .leftOut()
        .map(condition -> when(condition, lit(instead)).otherwise(number(value)))
        .orElse(number(value));
  }

  private static Column number(Column column) {
    return coalesce(column.cast("double"), lit(Double.NaN));
  }

  /** Null when the figure is missing or out of range. */
  private static Column extraSum(CellRequest.Besides besides) {
    if (besides.extraSum().isEmpty()) {
      return lit(BigDecimal.ZERO);
    }
    Column usable = col("extra").between(-MAX_EXTRA_SUM, MAX_EXTRA_SUM);
    return when(bool_and(usable), sum(when(usable, col("extra").cast(EXTRA_SUM_TYPE))));
  }

  private static Block block(
      Iterator<Row> rows, CellRequest.Check check, int width, boolean leavesOut) {
    List<Cells.Cell> cells = new ArrayList<>();
    BigDecimal sum = BigDecimal.ZERO;
    double leftOut = 0.0;
    List<String> impossible = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      double x = row.getDouble(0);
      double first = row.getDouble(1);
      double second = row.getDouble(2);
      double[] covariates = covariates(row, width);
      double weight = row.getDouble(3 + width);
      BigDecimal extra = row.getDecimal(4 + width);
      boolean weighs = weight >= 0 && weight < 1e300;
      if (leavesOut && x == LEFT_OUT && weighs) {
        leftOut += weight;
        continue;
      }
      boolean whole = x == (int) x && x >= 0;
      boolean known = Arrays.stream(covariates).allMatch(Double::isFinite) && extra != null;
      if (!whole || !check.isPossible((int) x, first, second) || !weighs || !known) {
        if (impossible.isEmpty()) {
          String others = width == 0 ? "" : ", covariates " + Arrays.toString(covariates);
          impossible.add("(%s, %s, %s), weight %s%s".formatted(x, first, second, weight, others));
        }
      } else if (weight > 0) {
        cells.add(new Cells.Cell((int) x, first, second, weight, covariates));
        sum = sum.add(extra);
      }
    }
    Cells columns = Cells.of(cells);
    return new Block(columns, CellTotals.of(columns), sum, leftOut, impossible);
  }

  private static double[] covariates(Row row, int width) {
    if (width == 0) {
      return Cells.Cell.NO_COVARIATES;
    }
    double[] covariates = new double[width];
    for (int j = 0; j < width; j++) {
      covariates[j] = row.getDouble(3 + j);
    }
    return covariates;
  }

  @Override
  public CellTotals totals() {
    return totals;
  }

  @Override
  public List<Evaluation> evaluate(List<? extends CellLikelihood> likelihoods) {
    if (local != null) {
      return local.evaluate(likelihoods);
    }
    List<CellLikelihood> shipped = new ArrayList<>(likelihoods);
    return Evaluation.sums(
        blocks
            .map(
                block -> {
                  List<Evaluation> sums = new ArrayList<>();
                  for (CellLikelihood likelihood : shipped) {
                    sums.add(block.cells.evaluate(likelihood, 0, block.cells.size()));
                  }
                  return sums;
                })
            .collect());
  }

  @Override
  public List<Evaluation> resample(List<Replicate> replicates, long seed) {
    if (local != null) {
      return local.resample(replicates, seed);
    }
    List<Replicate> shipped = new ArrayList<>(replicates);
    return Evaluation.sums(
        blocks.map(block -> block.cells.resample(shipped, seed, 0, block.cells.size())).collect());
  }

  @Override
  public Cells sample(int size) {
    if (local != null) {
      return local.sample(size);
    }
    int every = (int) Math.max(1, totals.cells() / size);
    return Cells.merge(blocks.map(block -> block.cells.everyNth(every)).collect());
  }

  @Override
  public void close() {
    // Those that are on the driver were given up by then; twice at once is an error in Spark's log.
    if (local == null) {
      blocks.unpersist(false);
    }
  }
}
