"""Learners: what earlier origins teach about who spends more than was forecast."""

from dataclasses import dataclass
from typing import Any, Dict, List

from pyspark.ml.param import Params

from perennial.stage import StageEstimator, StageModel, java, param

_PACKAGE = "io.perennial.model.ml"


@dataclass(frozen=True)
class TrainingOrigin:
    """An origin that a learner was trained on.

    origin_day is in days since 1970-01-01; forecast and actual are totals of spend, cap is the 99.9%
    quantile of a customer's.
    """

    origin_day: int
    customers: int
    forecast: float
    actual: float
    cap: float


@dataclass(frozen=True)
class LearnerSummary:
    """What a learner was trained on, and the importance of each feature; they sum to 1."""

    windows: List[TrainingOrigin]
    importance: Dict[str, float]

    @staticmethod
    def of(java: Any) -> "LearnerSummary":
        return LearnerSummary(
            windows=[
                TrainingOrigin(
                    each.originDay(), each.customers(), each.forecast(), each.actual(), each.cap()
                )
                for each in java.windows()
            ],
            importance=dict(java.importance()),
        )


class LearnerParams(Params):
    """Columns."""

    historyCol = param(
        "historyCol",
        "the customer's history as the job encodes it; days after the origin are not looked at",
        str,
        "days",
    )
    originDayCol = param(
        "originDayCol",
        "the last day that forecasts know, in days since 1970-01-01",
        str,
        "origin_day",
    )
    historyDaysCol = param(
        "historyDaysCol",
        "days from the first purchase of any customer to the origin: what times are measured by",
        str,
        "history_days",
    )
    horizonDaysCol = param("horizonDaysCol", "days of the forecast", str, "horizon_days")
    meanOrderCol = param(
        "meanOrderCol",
        "net amount of the mean purchase day up to the origin: what amounts are measured by",
        str,
        "mean_order",
    )
    expectedSpendCol = param(
        "expectedSpendCol",
        "spend that a purchase model expects in the horizon",
        str,
        "expected_spend",
    )
    expectedPurchaseValueCol = param(
        "expectedPurchaseValueCol",
        "value that is expected of a future purchase day",
        str,
        "expected_purchase_value",
    )
    pAliveCols = param(
        "pAliveCols", "probabilities of being alive, by purchase models", List[str], ["p_alive"]
    )
    expectedPurchasesCols = param(
        "expectedPurchasesCols",
        "purchases that purchase models expect in the horizon",
        List[str],
        ["expected_purchases"],
    )
    zeroDay = param("zeroDay", "a day whose net amount is 0: ignore, or purchase", str, "ignore")


def _prediction_col(default: str) -> Any:
    return param("predictionCol", "output: spend that is expected in the horizon", str, default)


class SpendLearner(StageEstimator, LearnerParams):
    """An estimator of a learner."""

    customerCol = param(
        "customerCol",
        "the customer, by whose hash the rows trained on are taken",
        str,
        "customer_id",
    )
    actualSpendCol = param(
        "actualSpendCol", "spend in the days of the forecast: the label", str, "actual_spend"
    )
    maxRows = param(
        "maxRows",
        "rows trained on, at most: those of the customers with the smallest hashes; a row takes"
        " about 500 bytes of an executor's memory",
        int,
        200_000,
    )
    seed = param("seed", "of the hash and of the trees", int, 1)


class SpendLearnerModel(StageModel, LearnerParams):
    """A trained learner."""

    @property
    def summary(self) -> LearnerSummary:
        """What it was trained on, and what it goes by."""
        return LearnerSummary.of(self._java_obj.summary())


def _trees(default: int) -> Any:
    return param("trees", "how many trees", int, default)


def _max_depth(default: int) -> Any:
    return param("maxDepth", "questions from the root of a tree to a leaf", int, default)


@java(_PACKAGE)
class BoostedSpendModel(SpendLearnerModel):
    """Trained boosted trees."""

    predictionCol = _prediction_col("expected_spend_boosted")


@java(_PACKAGE)
class BoostedSpend(SpendLearner):
    """Boosts the ratio of actual spend to a purchase model's forecast.

    Trained on customers of earlier origins with their forecasts and what they spent; small trees,
    squared loss, the forecast as weight. The model adds the mean of that and the forecast.
    """

    predictionCol = _prediction_col("expected_spend_boosted")
    trees = _trees(40)
    maxDepth = _max_depth(3)


@java(_PACKAGE)
class ForestSpendModel(SpendLearnerModel):
    """A trained random forest."""

    predictionCol = _prediction_col("expected_spend_forest")


@java(_PACKAGE)
class ForestSpend(SpendLearner):
    """A random forest on spend, capped at the 99.9% quantile: for the order of customers.

    Average it with the purchase model and BoostedSpend; alone it is no forecast of totals.
    """

    predictionCol = _prediction_col("expected_spend_forest")
    trees = _trees(50)
    maxDepth = _max_depth(6)


@java(_PACKAGE)
class HurdleSpendModel(SpendLearnerModel):
    """A trained two-part model."""

    predictionCol = _prediction_col("expected_spend_hurdle")


@java(_PACKAGE)
class HurdleSpend(SpendLearner):
    """The chance of any spend times its amount, as a ratio to a purchase model's forecast.

    A logistic regression, and a gamma regression with a log link on those who spend. The model adds
    the mean of that and the forecast.
    """

    predictionCol = _prediction_col("expected_spend_hurdle")


@java(_PACKAGE)
class TweedieSpendModel(SpendLearnerModel):
    """A trained log-linear model."""

    predictionCol = _prediction_col("expected_spend_tweedie")


@java(_PACKAGE)
class TweedieSpend(SpendLearner):
    """A log-linear model of the ratio of actual spend to a purchase model's forecast.

    Tweedie's distribution with variance power 1.5. The model adds the mean of that and the forecast.
    """

    predictionCol = _prediction_col("expected_spend_tweedie")


@java(_PACKAGE)
class ZilnSpendModel(SpendLearnerModel):
    """A trained zero-inflated log-normal model."""

    predictionCol = _prediction_col("expected_spend_ziln")


@java(_PACKAGE)
class ZilnSpend(SpendLearner):
    """The ratio of actual spend to a purchase model's forecast is 0, or log-normal.

    Chance, mean and spread of the logarithm are linear predictors (Wang, Liu and Miao, 2019). The
    model adds the mean of that and the forecast.
    """

    predictionCol = _prediction_col("expected_spend_ziln")
