"""The library lifetimes: summary, BG/NBD, Gamma-Gamma and CLV of the first so many customers.

Reading the transactions is not timed. Prints the seconds of each step as JSON. Arguments: input folder,
number of customers.
"""

import json
import sys
import time

import duckdb
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data

DAYS_A_WEEK = 7
HORIZON_MONTHS = 12
MONTHLY_DISCOUNT_RATE = 1.10 ** (1 / 12) - 1


def main(source, customers):
    transactions = duckdb.connect().execute(
        """
        WITH chosen AS (SELECT DISTINCT customer_id FROM read_parquet(?1) ORDER BY ALL LIMIT ?2)
        SELECT customer_id, CAST("timestamp" AS TIMESTAMP) AS moment, CAST(amount AS DOUBLE) AS amount
        FROM read_parquet(?1) SEMI JOIN chosen USING (customer_id)
        """,
        [source + "/**/*.parquet", int(customers)],
    ).df()

    seconds = {}

    def timed(step, work):
        start = time.perf_counter()
        result = work()
        seconds[step] = time.perf_counter() - start
        return result

    summary = timed(
        "summary",
        lambda: summary_data_from_transaction_data(
            transactions, "customer_id", "moment", "amount", freq="D"
        ),
    )
    frequency = summary["frequency"]
    recency = summary["recency"] / DAYS_A_WEEK
    age = summary["T"] / DAYS_A_WEEK
    purchases = BetaGeoFitter()
    timed("BG/NBD fit", lambda: purchases.fit(frequency, recency, age))
    repeaters = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    spend = GammaGammaFitter()
    timed("Gamma-Gamma fit", lambda: spend.fit(repeaters["frequency"], repeaters["monetary_value"]))
    timed(
        "CLV",
        lambda: spend.customer_lifetime_value(
            purchases,
            frequency,
            recency,
            age,
            summary["monetary_value"],
            time=HORIZON_MONTHS,
            freq="W",
            discount_rate=MONTHLY_DISCOUNT_RATE,
        ),
    )
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
