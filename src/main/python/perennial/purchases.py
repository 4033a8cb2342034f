"""Models of how often customers buy."""

from typing import List

from pyspark.ml.param import Params

from perennial.fitting import FittingParams
from perennial.likelihood import PurchaseLikelihood
from perennial.stage import StageEstimator, StageModel, java, param

_PACKAGE = "io.perennial.model.btyd"


class PurchaseParams(Params):
    """Columns, horizon and discount rate."""

    frequencyCol = param("frequencyCol", "x: purchase days after the first", str, "frequency")
    recencyCol = param(
        "recencyCol", "t_x: days from first to last purchase", str, "recency_days"
    )
    ageCol = param("ageCol", "T: days from first purchase to the run date", str, "age_days")
    pAliveCol = param("pAliveCol", "output: probability of being alive at age T", str, "p_alive")
    expectedPurchasesCol = param(
        "expectedPurchasesCol",
        "output: purchases expected in the horizon",
        str,
        "expected_purchases",
    )
    discountedExpectedPurchasesCol = param(
        "discountedExpectedPurchasesCol",
        "output: purchases expected in the horizon, each discounted to age T",
        str,
        "discounted_expected_purchases",
    )
    horizonDays = param("horizonDays", "length of the forecast", int, 365)
    annualDiscountRate = param(
        "annualDiscountRate",
        "discount rate of 365 days, compounded yearly: 0.1 is 10%",
        float,
        0.1,
    )


class TimeUnitParams(Params):
    """The unit of the parameters."""

    timeUnitDays = param(
        "timeUnitDays",
        "days in the time unit of the parameters; forecasts do not depend on it",
        float,
        7.0,
    )


class CovariateParams(Params):
    """Columns of covariates."""

    covariateCols = param(
        "covariateCols",
        "columns of numbers on which the rates of buying and leaving depend: indicators,"
        " attributes of the customer; none by default",
        List[str],
        [],
    )


class CondensedParams(Params):
    """Regularity."""

    k = param("k", "phases of a wait; 0: as many, up to 12, as make the data likeliest", int, 0)
    logGapsCol = param(
        "logGapsCol",
        "sum of the natural logarithms of the days from each purchase day to the next; not looked"
        " at where the frequency is 0",
        str,
        "log_gap_days",
    )


class PurchaseEstimator(StageEstimator, PurchaseParams, FittingParams, TimeUnitParams):
    """An estimator of a model of purchases."""


class PurchaseModel(StageModel, PurchaseParams):
    """A fitted model of purchases."""

    @property
    def likelihood(self) -> PurchaseLikelihood:
        """The model of single customers, in units of ``time_unit_days``."""
        return PurchaseLikelihood(self._java_obj.likelihood())

    @property
    def time_unit_days(self) -> float:
        """Days in the time unit of the parameters."""
        return self._java_obj.timeUnitDays()


@java(_PACKAGE)
class BgNbdModel(PurchaseModel, CovariateParams):
    """A fitted BG/NBD."""


@java(_PACKAGE)
class BgNbd(PurchaseEstimator, CovariateParams):
    """Fits BG/NBD: customers buy at random, and may leave for good after a repeat purchase.

    Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
    """


@java(_PACKAGE)
class MbgNbdModel(PurchaseModel):
    """A fitted MBG/NBD."""


@java(_PACKAGE)
class MbgNbd(PurchaseEstimator):
    """Fits MBG/NBD: as BG/NBD, but customers may leave after the first purchase, too.

    Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for
    customer base analysis, International Journal of Research in Marketing 24(3).
    """


@java(_PACKAGE)
class BgCnbdModel(PurchaseModel):
    """A fitted BG/CNBD-k."""


@java(_PACKAGE)
class BgCnbd(PurchaseEstimator, CondensedParams):
    """Fits BG/CNBD-k: BG/NBD for customers who buy more regularly than at random.

    Platzer and Reutterer (2016), Ticking Away the Moments, Marketing Science 35(5).
    """


@java(_PACKAGE)
class MbgCnbdModel(PurchaseModel):
    """A fitted MBG/CNBD-k."""


@java(_PACKAGE)
class MbgCnbd(PurchaseEstimator, CondensedParams):
    """Fits MBG/CNBD-k: MBG/NBD for customers who buy more regularly than at random.

    Platzer and Reutterer (2016), Ticking Away the Moments, Marketing Science 35(5).
    """


@java(_PACKAGE)
class ParetoNbdModel(PurchaseModel, CovariateParams):
    """A fitted Pareto/NBD."""


@java(_PACKAGE)
class ParetoNbd(PurchaseEstimator, CovariateParams):
    """Fits Pareto/NBD: customers buy at random, and may leave for good at any time.

    Schmittlein, Morrison and Colombo (1987), Counting Your Customers: Who Are They and What Will
    They Do Next?, Management Science 33(1).
    """


@java(_PACKAGE)
class NbdModel(PurchaseModel):
    """A fitted NBD."""


@java(_PACKAGE)
class Nbd(PurchaseEstimator):
    """Fits NBD: customers buy at random and never leave. A baseline.

    Ehrenberg (1959), The Pattern of Consumer Purchases, Applied Statistics 8(1).
    """


@java(_PACKAGE)
class BgBbModel(PurchaseModel):
    """A fitted BG/BB."""


@java(_PACKAGE)
class BgBb(PurchaseEstimator):
    """Fits BG/BB: purchases happen at discrete opportunities only, one every timeUnitDays.

    Fader, Hardie and Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual
    Setting, Marketing Science 29(6).
    """
