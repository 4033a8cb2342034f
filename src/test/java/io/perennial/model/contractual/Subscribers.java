package io.perennial.model.contractual;

import io.perennial.SparkTestSession;
import io.perennial.model.cells.Cells;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The high-end cohort as a data frame of counts. */
public final class Subscribers {
  private Subscribers() {}

  public static Dataset<Row> counted() {
    Cells cells = RetentionCounts.cells(List.of(ContractualLikelihoodContract.HIGH_END));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Cells.Cell cell = cells.cell(i);
      rows.add(RowFactory.create(cell.frequency(), (int) cell.first(), cell.weight()));
    }
    return SparkTestSession.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add("renewals", DataTypes.IntegerType)
                .add("has_left", DataTypes.IntegerType)
                .add("customers", DataTypes.DoubleType))
        .orderBy("renewals", "has_left");
  }
}
