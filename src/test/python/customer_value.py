"""The Python example of using-the-models.md: customer_value.py CUSTOMERS MODEL"""

import sys

from perennial import BgNbd, GammaGamma
from pyspark.ml import Pipeline, PipelineModel
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
customers = spark.read.parquet(sys.argv[1])
path = sys.argv[2]

purchases = BgNbd(horizonDays=273, annualDiscountRate=0.1)
pipeline = Pipeline(stages=[purchases, GammaGamma()])
pipeline.fit(customers).write().overwrite().save(path)

model = PipelineModel.load(path)
fitted = model.stages[0]
print(dict(fitted.summary.parameters()))
print("P(alive)", fitted.likelihood.pAlive(2, 30.43, 38.86))  # weeks
model.transform(customers).selectExpr(
    "sum(expected_purchases)",
    "sum(discounted_expected_purchases * expected_purchase_value)",
).show()
