import io.perennial.model.btyd.{BgNbd, BgNbdModel}
import io.perennial.model.spend.GammaGamma
import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.apache.spark.sql.{DataFrame, Dataset, Row}

/** The Scala example of using-the-models.md. */
object CustomerValue {
  def score(customers: Dataset[Row], path: String): DataFrame = {
    val purchases = new BgNbd().setHorizonDays(273).setAnnualDiscountRate(0.1)
    val pipeline = new Pipeline().setStages(Array(purchases, new GammaGamma()))
    pipeline.fit(customers).write.overwrite().save(path)

    val model = PipelineModel.load(path)
    val fitted = model.stages(0).asInstanceOf[BgNbdModel]
    println(fitted.summary.parameters)
    println("P(alive) " + fitted.likelihood.pAlive(2, 30.43, 38.86)) // weeks
    model
      .transform(customers)
      .selectExpr(
        "sum(expected_purchases)",
        "sum(discounted_expected_purchases * expected_purchase_value)")
  }
}
