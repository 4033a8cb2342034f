"""The Python example of using-the-models.md: customer_value.py TRANSACTIONS MODEL"""

import sys

import perennial
from perennial import BgNbd, CustomersOf, GammaGamma
from pyspark.ml import Pipeline, PipelineModel
from pyspark.sql import SparkSession

spark = SparkSession.builder.config("spark.jars", perennial.jar_path()).getOrCreate()
transactions = spark.read.parquet(sys.argv[1])
path = sys.argv[2]

customers = CustomersOf(timestamp="txn_date", runDate="1997-09-30", zeroDay="purchase")
purchases = BgNbd(horizonDays=273, annualDiscountRate=0.1)
pipeline = Pipeline(stages=[customers, purchases, GammaGamma()])
pipeline.fit(transactions).write().overwrite().save(path)

model = PipelineModel.load(path)
fitted = model.stages[1]
print(fitted.summary)
print("P(alive)", fitted.likelihood.p_alive(2, 30.43, 38.86))  # weeks
model.transform(transactions).selectExpr(
    "sum(expected_purchases)",
    "sum(discounted_expected_purchases * expected_purchase_value)",
).show()
