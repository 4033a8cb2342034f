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
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The cells of a data frame's customers: grouped by Spark, then held on the driver when they are
 * few, else left where they are, one block of columns a partition.
 *
 * <p>Sums over the blocks of a cluster are collected, not tree-aggregated: they are a few hundred
 * bytes a block, and adding them in the order of the partitions makes a fit repeatable to the bit.
 */
public final class DatasetCells implements CellSource, AutoCloseable {
  /** Columns of the cells that are sums, the last ones: weight and addend. */
  private static final int SUMMED = 2;

  /** Decimals, so that the sum does not depend on the order of the rows. */
  private static final String ADDEND_TYPE = "decimal(38,9)";

  private static final double LARGEST_ADDEND = 1e18;

  private final JavaRDD<Block> blocks;
  private final CellTotals totals;
  private final CellSource local;

  private DatasetCells(JavaRDD<Block> blocks, CellTotals totals, CellSource local) {
    this.blocks = blocks;
    this.totals = totals;
    this.local = local;
  }

  private record Block(Cells cells, CellTotals totals, BigDecimal addend, List<String> impossible)
      implements Serializable {
    /** Without the cells where they are more. */
    Block withCellsUpTo(long most) {
      return cells.size() <= most ? this : new Block(null, totals, addend, impossible);
    }
  }

  /**
   * Groups the customers into cells; one shuffle, of the cells.
   *
   * @param maxDriverCells up to how many cells are held on the driver
   * @throws JobFailure when there are customers that cannot exist
   */
  public static DatasetCells of(CellRequest request, long maxDriverCells) {
    CellRequest.Check check = request.check();
    List<Column> columns = new ArrayList<>();
    columns.add(number(request.frequency()).as("x"));
    columns.add(number(request.first()).as("first"));
    columns.add(number(request.second()).as("second"));
    for (Column covariate : request.covariates()) {
      columns.add(number(covariate).as("z" + columns.size()));
    }
    columns.add(number(request.weight()).as("w"));
    columns.add(addend(request).as("addend"));
    Dataset<Row> customers = request.customers().select(columns.toArray(Column[]::new));
    JavaRDD<Block> blocks =
        customers
            .groupBy(
                Arrays.stream(customers.columns())
                    .limit(columns.size() - SUMMED)
                    .map(name -> col(name))
                    .toArray(Column[]::new))
            .agg(sum(col("w")).as("w"), sumAddend(request).as("addend"))
            .toJavaRDD()
            .mapPartitions(rows -> List.of(block(rows, check)).iterator())
            .persist(StorageLevel.MEMORY_AND_DISK());
    boolean kept = false;
    try {
      CellTotals totals = CellTotals.NONE;
      BigDecimal addend = BigDecimal.ZERO;
      List<String> examples = new ArrayList<>();
      List<Cells> parts = new ArrayList<>();
      // Where the cells are few they come with the first job.
      long few = maxDriverCells / Math.max(1, blocks.getNumPartitions());
      for (Block block : blocks.map(block -> block.withCellsUpTo(few)).collect()) {
        totals = totals.plus(block.totals);
        addend = addend.add(block.addend);
        examples.addAll(block.impossible);
        parts.add(block.cells);
      }
      if (!examples.isEmpty()) {
        throw new JobFailure(ExitCode.INPUT, request.impossible().formatted(examples.get(0)));
      }
      if (totals.cells() <= maxDriverCells && parts.contains(null)) {
        parts = blocks.map(block -> block.cells).collect();
      }
      CellSource local =
          totals.cells() > maxDriverCells ? null : new LocalCells(Cells.merge(parts));
      kept = local == null;
      return new DatasetCells(blocks, totals.withAddend(addend.doubleValue()), local);
    } finally {
      if (!kept) {
        blocks.unpersist(false);
      }
    }
  }

  private static Column number(Column column) {
    return coalesce(column.cast("double"), lit(Double.NaN));
  }

  private static Column addend(CellRequest request) {
    return request
        .addend()
        .map(addend -> number(addend).multiply(number(request.weight())))
        .orElse(lit(0.0));
  }

  /** Null where an addend is missing or beyond all reason. */
  private static Column sumAddend(CellRequest request) {
    if (request.addend().isEmpty()) {
      return lit(BigDecimal.ZERO);
    }
    Column usable = col("addend").between(-LARGEST_ADDEND, LARGEST_ADDEND);
    return when(bool_and(usable), sum(when(usable, col("addend").cast(ADDEND_TYPE))));
  }

  private static Block block(Iterator<Row> rows, CellRequest.Check check) {
    List<Cells.Cell> cells = new ArrayList<>();
    BigDecimal sumAddend = BigDecimal.ZERO;
    List<String> impossible = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      double x = row.getDouble(0);
      double first = row.getDouble(1);
      double second = row.getDouble(2);
      double[] covariates = covariates(row);
      double weight = row.getDouble(row.length() - 2);
      BigDecimal addend = row.getDecimal(row.length() - 1);
      boolean whole = x == (int) x && x >= 0;
      boolean weighs = weight >= 0 && weight < 1e300;
      boolean known = Arrays.stream(covariates).allMatch(Double::isFinite) && addend != null;
      if (!whole || !check.isPossible((int) x, first, second) || !weighs || !known) {
        if (impossible.isEmpty()) {
          String others =
              covariates.length == 0 ? "" : ", covariates " + Arrays.toString(covariates);
          impossible.add("(%s, %s, %s), weight %s%s".formatted(x, first, second, weight, others));
        }
      } else if (weight > 0) {
        cells.add(new Cells.Cell((int) x, first, second, weight, covariates));
        sumAddend = sumAddend.add(addend);
      }
    }
    Cells columns = Cells.of(cells);
    return new Block(columns, CellTotals.of(columns), sumAddend, impossible);
  }

  /** Those between first, second and the weight. */
  private static double[] covariates(Row row) {
    int width = row.length() - 3 - SUMMED;
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
    blocks.unpersist(false);
  }
}
