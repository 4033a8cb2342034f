"""The model of what customers spend."""

from pyspark.ml.param import Params

from perennial.fitting import FittingParams
from perennial.likelihood import SpendLikelihood
from perennial.stage import StageEstimator, StageModel, java, param

_PACKAGE = "io.perennial.model.spend"


class SpendParams(Params):
    """Columns."""

    frequencyCol = param("frequencyCol", "x: purchase days after the first", str, "frequency")
    monetaryValueCol = param(
        "monetaryValueCol",
        "mean value of the repeat purchase days, the first left out; null when x is 0",
        str,
        "monetary_value",
    )
    expectedPurchaseValueCol = param(
        "expectedPurchaseValueCol",
        "output: expected value of a future purchase day",
        str,
        "expected_purchase_value",
    )


@java(_PACKAGE)
class GammaGammaModel(StageModel, SpendParams):
    """A fitted Gamma-Gamma."""

    @property
    def likelihood(self) -> SpendLikelihood:
        """The model of single customers."""
        return SpendLikelihood(self._java_obj.likelihood())


@java(_PACKAGE)
class GammaGamma(StageEstimator, SpendParams, FittingParams):
    """Fits Gamma-Gamma: the value of a purchase varies around a mean of the customer's own.

    Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value, brucehardie.com/notes/025.
    """
