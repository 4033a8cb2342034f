"""Fits, copies, saves and loads with every class of the module: every_stage.py FOLDER"""

import sys

import perennial
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
estimators = [
    each
    for name, each in vars(perennial).items()
    if isinstance(each, type) and hasattr(perennial, name + "Model")
]
for estimator in estimators:
    name = estimator.__name__
    folder = f"{sys.argv[1]}/{name}"
    frame = frames[estimator.__module__.split(".")[-1]]
    stage = estimator(weightCol="weight", maxDriverCells=100)
    stage.save(folder)
    loaded = estimator.load(folder)
    assert loaded.uid == stage.uid, name
    assert loaded.getOrDefault("weightCol") == "weight", name
    assert loaded.getOrDefault("maxDriverCells") == 100, name

    model = loaded.fit(frame)
    assert type(model) is getattr(perennial, name + "Model"), name
    assert model.uid == stage.uid, name
    expected = model.transform(frame).collect()
    assert len(expected[0]) > len(frame.columns), name

    model.save(folder + "Model")
    again = type(model).load(folder + "Model")
    assert dict(again.summary.parameters()) == dict(model.summary.parameters()), name
    assert again.transform(frame).collect() == expected, name
    assert model.copy().transform(frame).collect() == expected, name
    if stage.hasParam("annualDiscountRate"):
        dear = model.setParams(annualDiscountRate=1)  # a whole number for a DoubleParam
        assert dear.transform(frame).collect() != expected, name
    if stage.hasParam("covariateCols"):
        model = estimator(weightCol="weight", covariateCols=["web"]).fit(frame)
        assert model.getOrDefault("covariateCols") == ["web"], name
        assert {"purchase.web", "dropout.web"} < set(dict(model.summary.parameters())), name
        assert len(model.transform(frame).dropna().collect()) == frame.count(), name
print(len(estimators), "stages:", *sorted(each.__name__ for each in estimators))
