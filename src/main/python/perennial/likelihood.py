"""Fitted models of single customers, without Spark; time is in the model's time unit."""

import operator
from typing import Any, Sequence


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} = {value!r}: expected a number") from None


def _whole(name: str, value: Any) -> int:
    try:
        return operator.index(value)
    except TypeError:
        number = _number(name, value)
        if not number.is_integer():
            raise TypeError(f"{name} = {value!r}: expected a whole number") from None
        return int(number)


class Likelihood:
    """A model at fixed parameters."""

    def __init__(self, java: Any):
        self._java = java

    def __repr__(self) -> str:
        return self._java.toString()


class PurchaseProcess(Likelihood):
    """The purchases to come of a customer who is alive now."""

    def expected_purchases(self, t: float) -> float:
        """Expected number of purchases in (0, t]."""
        return self._java.expectedPurchases(_number("t", t))

    def discounted_expected_purchases(self, horizon: float, rate: float) -> float:
        """Expected purchases in (0, horizon], each discounted to now.

        ``rate`` is continuous and per time unit; if it is positive, ``horizon`` may be infinite.
        """
        return self._java.discountedExpectedPurchases(
            _number("horizon", horizon), _number("rate", rate)
        )

    def probability_of(self, n: int, t: float) -> float:
        """Probability of exactly n purchases in (0, t]."""
        return self._java.probabilityOf(_whole("n", n), _number("t", t))

    def purchase_rate(self, t: float) -> float:
        """Expected purchases per time unit at time t from now."""
        return self._java.purchaseRate(_number("t", t))

    def p_alive_at(self, t: float) -> float:
        """Probability of being alive still at time t."""
        return self._java.pAlive(_number("t", t))


class PurchaseLikelihood(PurchaseProcess):
    """A model of purchases; as a process it is that of a customer who has just bought first."""

    def p_alive(self, frequency: int, recency: float, age: float) -> float:
        """Probability of being alive at ``age``."""
        return self._java.pAlive(*self._customer(frequency, recency, age))

    def if_alive(self, frequency: int, recency: float, age: float) -> PurchaseProcess:
        """The purchases after ``age`` of a customer who is alive then."""
        return PurchaseProcess(self._java.ifAlive(*self._customer(frequency, recency, age)))

    def expected_purchases_of(
        self, t: float, frequency: int, recency: float, age: float
    ) -> float:
        """Expected purchases of a known customer in the time t after ``age``."""
        alive = self.p_alive(frequency, recency, age)
        return alive * self.if_alive(frequency, recency, age).expected_purchases(t)

    def log_likelihood(self, frequency: int, recency: float, age: float) -> float:
        """Log-likelihood of one customer, without the factor x!."""
        return self._java.logLikelihood(*self._customer(frequency, recency, age))

    @staticmethod
    def _customer(frequency: int, recency: float, age: float) -> Sequence[Any]:
        x, recency, age = _whole("frequency", frequency), _number("recency", recency), _number("age", age)
        if x < 0 or not 0 <= recency <= age < float("inf"):
            raise ValueError(
                f"There is no customer of frequency {frequency}, recency {recency}, age {age}:"
                " expected frequency 0 or more and 0 <= recency <= age"
            )
        return x, recency, age


class SpendLikelihood(Likelihood):
    """A model of the value of a purchase."""

    def population_mean(self) -> float:
        """Expected value of a purchase of a customer nothing is known about."""
        return self._java.populationMean()

    def expected_value(self, frequency: int, mean_value: float) -> float:
        """Expected value of the next purchase after repeat purchases of this mean value."""
        return self._java.expectedValue(
            _whole("frequency", frequency), _number("mean_value", mean_value)
        )

    def log_likelihood(self, frequency: int, mean_value: float) -> float:
        """Log-likelihood of one customer with repeat purchases of this mean value."""
        return self._java.logLikelihood(
            _whole("frequency", frequency), _number("mean_value", mean_value)
        )


class ContractualLikelihood(Likelihood):
    """A model of how long subscribers stay; time is counted in renewals."""

    def survival(self, renewals: int) -> float:
        """The share of a cohort that is left after so many renewals."""
        return self._java.survival(_whole("renewals", renewals))

    def retention(self, renewal: int) -> float:
        """Of those who came as far as a renewal (1 is the first), the share who renew."""
        return self._java.retention(_whole("renewal", renewal))

    def survival_given(self, tenure: int, renewals: int) -> float:
        """Probability of so many more renewals after ``tenure``."""
        return self._java.survivalGiven(_whole("tenure", tenure), _whole("renewals", renewals))

    def discounted_residual_lifetime(self, tenure: int, rate: float) -> float:
        """Renewals still expected, each discounted to the next one.

        ``rate`` is continuous and per period; with 0 the sum may be infinite.
        """
        return self._java.discountedResidualLifetime(
            _whole("tenure", tenure), _number("rate", rate)
        )
