"""What the models are given: customers of transactions, covariates of attributes."""

import datetime
from typing import Any, Dict, Mapping, Sequence, Union

from pyspark.ml.param import Params, TypeConverters
from pyspark.ml.wrapper import JavaTransformer
from pyspark.sql import DataFrame

from perennial.stage import ConfiguredTransformer, Stage, java, java_class, new_java_object, param


def _date(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        raise TypeError("expected a date without a time")
    return value.isoformat() if isinstance(value, datetime.date) else TypeConverters.toString(value)


@java("io.perennial.customers")
class CustomersOf(ConfiguredTransformer):
    """Makes customers of transactions, as the job does.

    The amounts of a customer's calendar day are summed up; days of a net amount above 0 are
    purchases. The result has one row a customer with a purchase: ``customer_id``,
    ``first_purchase``, ``last_purchase``, ``orders``, ``frequency`` (purchase days after the
    first), ``recency_days`` (from first to last purchase), ``age_days`` (from first purchase to the
    run date), ``monetary_value`` (mean of the purchase days after the first, null without one),
    ``revenue`` (net, to date), ``log_gap_days`` (for BgCnbd and MbgCnbd). Rows that cannot be used
    are left out: see ``rejected``.
    """

    customer = param(
        "customer",
        "who bought: a column or an SQL expression over the transactions",
        str,
        "customer_id",
    )
    timestamp = param(
        "timestamp",
        "when: a column or an SQL expression; a timestamp, a date, or a string in ISO form",
        str,
        "timestamp",
    )
    amount = param(
        "amount",
        "net amount of the row, returns negative: a column or an SQL expression such as"
        " Quantity * Price",
        str,
        "amount",
    )
    order = param(
        "order",
        "what the rows of one order share: a column or an SQL expression; unset: every row is an"
        " order",
        str,
    )
    timeZone = param(
        "timeZone",
        "where days begin and end, such as Europe/Berlin; unset: the session's zone",
        str,
    )
    runDate = param(
        "runDate",
        "the day at whose end customers are looked at, as YYYY-MM-DD; later rows are left out;"
        " unset: the day of the newest usable row, for which all are read once more",
        str,
        converter=_date,
    )
    zeroDay = param("zeroDay", "a day whose net amount is 0: ignore, or purchase", str, "ignore")

    def rejected(self, transactions: DataFrame) -> DataFrame:
        """The transactions that cannot be used, as they came, with ``reasons``."""
        self._transfer_params_to_java()
        return DataFrame(self._java_obj.rejected(transactions._jdf), transactions.sparkSession)


@java("io.perennial.model")
class CovariateEncoder(Stage, JavaTransformer, Params):
    """Makes covariates of attributes: what covariateCols of BgNbd and ParetoNbd name.

    A number becomes its distance from the mean, text an indicator for every level but the most
    frequent. Made by ``CovariateEncoder.of``.
    """

    @classmethod
    def of(
        cls, customers: DataFrame, columns: Union[Sequence[str], Mapping[str, str]]
    ) -> "CovariateEncoder":
        """The encoding that suits these customers.

        ``columns`` hold numbers or text: a list, or a mapping from the names that the attributes
        shall have.
        """
        if isinstance(columns, str):
            columns = [columns]
        named = columns if isinstance(columns, Mapping) else {each: each for each in columns}
        missing = [column for column in named.values() if column not in customers.columns]
        if missing:
            raise ValueError(
                f"The customers have no column {', '.join(missing)}; there are"
                f" {', '.join(customers.columns)}"
            )
        java_columns = new_java_object("java.util.LinkedHashMap")
        for name, column in named.items():
            java_columns.put(name, column)
        encoding = java_class("io.perennial.model.covariates.CovariateEncoding").of(
            customers._jdf, java_columns
        )
        made = cls()
        made._java_obj = new_java_object("io.perennial.model.CovariateEncoder", encoding)
        made._resetUid(made._java_obj.uid())
        return made

    @property
    def covariateCols(self) -> Sequence[str]:
        """The names of the columns added."""
        return list(self._java_obj.covariateCols())

    @property
    def references(self) -> Dict[str, str]:
        """By attribute, the level or the number of customers whose covariates are all 0."""
        return dict(self._java_obj.encoding().references())

    @property
    def warnings(self) -> Sequence[str]:
        """What was left out, in sentences."""
        return list(self._java_obj.encoding().warnings())
