"""What a newcomer gets wrong, and what Python says then: mistakes.py FOLDER"""

import datetime
import sys
from pathlib import Path

import numpy
import perennial
from py4j.protocol import Py4JError
from pyspark.ml import Pipeline
from pyspark.sql import SparkSession


def told(kind, work, *parts):
    """Work fails with this exception, whose message is for people."""
    try:
        work()
    except Py4JError:
        raise
    except kind as e:
        message = str(e)
        assert all(part in message for part in parts), message
        assert "\tat " not in message and "Py4J" not in message and "Exception" not in message
        assert e.__cause__ is None
        return e
    raise AssertionError(f"no {kind.__name__}")


# Before there is a session, and in one without the jar's classes, the message says what to do.
told(perennial.PerennialError, perennial.BgNbd, "no Spark session", "perennial.jar_path()")
spark = SparkSession.builder.getOrCreate()

told(TypeError, lambda: perennial.BgNbd(horizon=10), "no parameter horizon", "mean horizonDays?")
told(TypeError, lambda: perennial.BgNbd(horizon_days=10), "mean horizonDays?")
told(TypeError, lambda: perennial.BgNbd(horizonDays="long"), "horizonDays = 'long'")
e = told(perennial.PerennialError, lambda: perennial.BgNbd(horizonDays=0), "horizonDays = 0")
assert e.exit_code == 3 and len(e.problems) == 1 and isinstance(e, ValueError)
told(perennial.PerennialError, lambda: perennial.BgNbd().setPenalty(-1), "penalty = -1")

orders = spark.sql("VALUES ('a', DATE'2024-01-01', 5D) AS (who, day, paid)")
e = told(perennial.PerennialError, lambda: perennial.BgNbd().fit(orders), "reads column frequency")
assert e.exit_code == 4 and len(e.problems) == 3
told(perennial.PerennialError, lambda: Pipeline(stages=[perennial.BgNbd()]).fit(orders), "recency_days")
wrong = perennial.CustomersOf(customer="whom", timestamp="day", amount="paid")
told(perennial.PerennialError, lambda: wrong.transform(orders), "CustomersOf.customer", "nearest is who")
told(perennial.PerennialError, lambda: perennial.CustomersOf(zeroDay="no"), "ignore, or purchase")
told(ValueError, lambda: perennial.CovariateEncoder.of(orders, ["where"]), "no column where")
day = perennial.CustomersOf(runDate=datetime.date(2024, 1, 31))
assert day.getOrDefault("runDate") == "2024-01-31"
assert day.setRunDate(None).isDefined("runDate") is False

customers = spark.sql(
    "SELECT frequency, 7 * r AS recency_days, 7 * t AS age_days, weight FROM VALUES"
    " (0, 0, 9, 60D), (1, 2, 9, 9D), (1, 7, 9, 6D), (2, 8, 9, 9D), (5, 9, 9, 6D)"
    " AS (frequency, r, t, weight)"
)
model = perennial.BgNbd(
    horizonDays=numpy.int64(90), weightCol="weight", bootstrapReplicates=9
).fit(customers)
likelihood = model.likelihood
assert likelihood.p_alive(2, 8, 9) == likelihood.p_alive(numpy.int32(2), numpy.float64(8), 9.0)
assert likelihood.p_alive(2.0, 8, 9) == likelihood.p_alive(2, 8, 9)
told(TypeError, lambda: likelihood.p_alive(2.5, 8, 9), "frequency = 2.5", "whole number")
told(ValueError, lambda: likelihood.p_alive(2, 9, 8), "recency <= age")
row = model.transform(customers).where("frequency = 2").first()
assert abs(likelihood.p_alive(2, 8, 9) - row["p_alive"]) < 1e-12
assert abs(likelihood.expected_purchases_of(90 / 7, 2, 8, 9) - row["expected_purchases"]) < 1e-9

# The summary needs pandas only when a frame is asked for.
summary = model.summary
assert repr(summary).startswith("bg-nbd: r=") and len(repr(summary)) < 1000, repr(summary)
frame = summary.parameters
assert list(frame.columns) == ["name", "estimate", "standard_error", "low", "high"]
assert list(frame["name"]) == ["r", "alpha", "a", "b"] == list(summary.estimates)
assert frame["low"].dtype == frame["high"].dtype == float
assert abs(summary.aic - (2 * 4 - 2 * summary.log_likelihood)) < 1e-9

text = perennial.BgNbd().explainParams()
assert "(default: [])" in text and "[Ljava" not in text
assert "horizonDays : int, default 365\n    length of the forecast" in perennial.BgNbd.__doc__

folder = Path(sys.argv[1], "damaged")
model.save(str(folder))
for file in [*(folder / "data").glob("part-*"), *(folder / "data").glob(".*.crc")]:
    file.unlink() if file.name.endswith(".crc") else file.write_text("{ nonsense")
told(perennial.PerennialError, lambda: perennial.BgNbdModel.load(str(folder)), "is damaged", "Fit it again")
print("all mistakes told")
