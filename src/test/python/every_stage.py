"""Fits, copies, saves and loads with every class of the module: every_stage.py FOLDER"""

import sys

import perennial
from perennial.stage import declared_params
from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
frames = {
    "btyd": spark.sql(
        "SELECT frequency, 7 * recency_days AS recency_days, 7 * age_days AS age_days, weight,"
        " 0D AS log_gap_days, web"
        " FROM VALUES (0, 0, 9, 60D), (1, 2, 9, 9D), (1, 7, 9, 6D), (2, 8, 9, 9D), (5, 9, 9, 6D)"
        " AS (frequency, recency_days, age_days, weight) CROSS JOIN VALUES (0), (1) AS (web)"
    ),
    "contractual": spark.sql(
        "VALUES (0, 1, 13D), (1, 1, 12D), (2, 1, 9D), (3, 0, 60D) AS (renewals, has_left, weight)"
    ),
    "spend": spark.sql(
        "VALUES (0, NULL, 9D), (1, 9D, 9D), (2, 30D, 9D), (4, 16D, 9D), (9, 22D, 9D)"
        " AS (frequency, monetary_value, weight)"
    ),
}
frames["ml"] = spark.sql(
    "SELECT id AS customer_id, unhex(if(id % 2 = 0, '0102DC010180DAC409', '0102F0010180E89226')) AS days,"
    " 200 AS origin_day, 100 AS history_days, 100 AS horizon_days, 25D AS mean_order,"
    " 0.8D AS p_alive, 0.5D AS expected_purchases, 20D AS expected_purchase_value,"
    " 10D AS expected_spend, if(id % 2 = 0, 0D, 20D) AS actual_spend FROM range(200)"
)
settings = {"ml": {"maxRows": 150, "seed": 5}}
estimators = [
    each
    for name, each in vars(perennial).items()
    if isinstance(each, type) and hasattr(perennial, name + "Model")
]


def is_as_in_java(stage):
    """The Params declared in Python are those of the Java stage, with its words and defaults."""
    declared = declared_params(type(stage))
    java_params = {each.name(): each for each in stage._java_obj.params()}
    assert set(declared) == set(java_params), (set(declared) ^ set(java_params), stage)
    for name, java_param in java_params.items():
        assert declared[name].doc == java_param.doc(), name
        # Those Python has set say nothing of Java's: ask a stage that Python has not touched.
        fresh = JavaWrapper._new_java_obj(stage._java_obj.getClass().getName())
        own = fresh.getParam(name)
        has_default = fresh.hasDefault(own)
        assert stage.hasDefault(name) == has_default, name
        if has_default:
            default = fresh.getDefault(own).get()
            default = list(default) if isinstance(declared[name].default, list) else default
            assert declared[name].default == default, name


for estimator in estimators:
    name = estimator.__name__
    folder = f"{sys.argv[1]}/{name}"
    module = estimator.__module__.split(".")[-1]
    frame = frames[module]
    chosen = settings.get(module, {"weightCol": "weight", "maxDriverCells": 100})
    stage = estimator(**chosen)
    is_as_in_java(estimator())
    stage.save(folder)
    loaded = estimator.load(folder)
    assert loaded.uid == stage.uid, name
    for setting, value in chosen.items():
        assert loaded.getOrDefault(setting) == value, name

    model = loaded.fit(frame)
    assert type(model) is getattr(perennial, name + "Model"), name
    assert model.uid == stage.uid, name
    expected = model.transform(frame).collect()
    assert len(expected[0]) > len(frame.columns), name

    model.save(folder + "Model")
    again = type(model).load(folder + "Model")
    assert again.summary == model.summary, name
    assert again.transform(frame).collect() == expected, name
    assert model.copy().transform(frame).collect() == expected, name
    if stage.hasParam("annualDiscountRate"):
        dear = model.setParams(annualDiscountRate=1)  # a whole number for a DoubleParam
        assert dear.transform(frame).collect() != expected, name
    if stage.hasParam("covariateCols"):
        model = estimator(weightCol="weight", covariateCols=["web"]).fit(frame)
        assert model.getOrDefault("covariateCols") == ["web"], name
        assert {"purchase.web", "dropout.web"} < set(model.summary.estimates), name
        assert len(model.transform(frame).dropna().collect()) == frame.count(), name
    if stage.hasParam("covariateCols"):
        texts = frame.withColumn("channel", frame["web"].cast("string"))
        texts = texts.unionByName(texts).unionByName(texts)
        encoder = perennial.CovariateEncoder.of(texts, ["channel"])
        encoder.save(folder + "Encoder")
        loaded = perennial.CovariateEncoder.load(folder + "Encoder")
        assert loaded.covariateCols == encoder.covariateCols, name
        assert set(encoder.covariateCols) < set(loaded.transform(texts).columns), name
        assert set(encoder.references) == {"channel"}, name

is_as_in_java(perennial.CustomersOf())
print(len(estimators), "stages:", *sorted(each.__name__ for each in estimators))
