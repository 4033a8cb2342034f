"""Perennial: customer lifetime value on Spark, from Python.

The stages are Spark ML's: estimators that fit models, models that add forecasts as columns, in a
``Pipeline`` or alone. They run in Spark's JVM, which needs Perennial's jar::

    import perennial
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.config("spark.jars", perennial.jar_path()).getOrCreate()
    transactions = spark.read.parquet("transactions")
    customers = perennial.CustomersOf(runDate="2024-06-30").transform(transactions)
    model = perennial.BgNbd(horizonDays=90).fit(customers)
    model.summary.parameters  # a pandas DataFrame
    model.transform(customers).show()

``help(perennial.BgNbd)`` tells the parameters of a stage. What is wrong with data or settings is
raised as a ``PerennialError``.
"""

from perennial.contracts import (
    BetaDiscreteWeibull,
    BetaDiscreteWeibullModel,
    ShiftedBetaGeometric,
    ShiftedBetaGeometricModel,
)
from perennial.customers import CovariateEncoder, CustomersOf
from perennial.errors import PerennialError
from perennial.jar import jar_path
from perennial.learners import (
    BoostedSpend,
    BoostedSpendModel,
    ForestSpend,
    ForestSpendModel,
    HurdleSpend,
    HurdleSpendModel,
    LearnerSummary,
    TweedieSpend,
    TweedieSpendModel,
    ZilnSpend,
    ZilnSpendModel,
)
from perennial.purchases import (
    BgBb,
    BgBbModel,
    BgCnbd,
    BgCnbdModel,
    BgNbd,
    BgNbdModel,
    MbgCnbd,
    MbgCnbdModel,
    MbgNbd,
    MbgNbdModel,
    Nbd,
    NbdModel,
    ParetoNbd,
    ParetoNbdModel,
)
from perennial.spend import GammaGamma, GammaGammaModel
from perennial.summary import FitSummary

__all__ = [
    "BetaDiscreteWeibull",
    "BetaDiscreteWeibullModel",
    "BgBb",
    "BgBbModel",
    "BgCnbd",
    "BgCnbdModel",
    "BgNbd",
    "BgNbdModel",
    "BoostedSpend",
    "BoostedSpendModel",
    "CovariateEncoder",
    "CustomersOf",
    "FitSummary",
    "ForestSpend",
    "ForestSpendModel",
    "GammaGamma",
    "GammaGammaModel",
    "HurdleSpend",
    "HurdleSpendModel",
    "LearnerSummary",
    "MbgCnbd",
    "MbgCnbdModel",
    "MbgNbd",
    "MbgNbdModel",
    "Nbd",
    "NbdModel",
    "ParetoNbd",
    "ParetoNbdModel",
    "PerennialError",
    "ShiftedBetaGeometric",
    "ShiftedBetaGeometricModel",
    "TweedieSpend",
    "TweedieSpendModel",
    "ZilnSpend",
    "ZilnSpendModel",
    "jar_path",
]
