"""Models of how long subscribers stay."""

from pyspark.ml.param import Params

from perennial.fitting import FittingParams
from perennial.likelihood import ContractualLikelihood
from perennial.stage import StageEstimator, StageModel, java, param

_PACKAGE = "io.perennial.model.contractual"


class ContractualParams(Params):
    """Columns, period and discount rate."""

    renewalsCol = param(
        "renewalsCol", "how many times the subscriber has renewed", str, "renewals"
    )
    leftCol = param(
        "leftCol", "1: the subscriber did not renew once more; 0: is still there", str, "has_left"
    )
    retentionCol = param(
        "retentionCol",
        "output: probability of the next renewal; 0 after leaving",
        str,
        "next_retention",
    )
    discountedResidualLifetimeCol = param(
        "discountedResidualLifetimeCol",
        "output: renewals still expected, each discounted to the next one; 0 after leaving",
        str,
        "discounted_residual_lifetime",
    )
    periodDays = param("periodDays", "days from one renewal to the next", float, 365 / 12)
    annualDiscountRate = param(
        "annualDiscountRate",
        "discount rate of 365 days, compounded yearly: 0.1 is 10%; above 0, because without"
        " discount the expected lifetime may be infinite",
        float,
        0.1,
    )


class ContractualModel(StageModel, ContractualParams):
    """A fitted model of retention."""

    @property
    def likelihood(self) -> ContractualLikelihood:
        """The model of single subscribers."""
        return ContractualLikelihood(self._java_obj.likelihood())


@java(_PACKAGE)
class ShiftedBetaGeometricModel(ContractualModel):
    """A fitted shifted beta-geometric."""


@java(_PACKAGE)
class ShiftedBetaGeometric(StageEstimator, ContractualParams, FittingParams):
    """Fits the shifted beta-geometric: subscribers differ in their chance to leave at a renewal.

    Fader and Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing
    21(1).
    """


@java(_PACKAGE)
class BetaDiscreteWeibullModel(ContractualModel):
    """A fitted beta discrete Weibull."""


@java(_PACKAGE)
class BetaDiscreteWeibull(StageEstimator, ContractualParams, FittingParams):
    """Fits the beta discrete Weibull: the chance to leave depends on tenure, too.

    Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to Project Customer Retention" Revisited,
    Journal of Interactive Marketing 43.
    """
