"""The library lifetimes: BG/NBD and Pareto/NBD fits, and BG/NBD on grouped customers with weights.

Reading is not timed, grouping is. Prints the seconds of each fit as JSON. Arguments: folder of
customers, "all" or "bg-nbd" (Pareto/NBD takes minutes for a million customers).
"""

import json
import sys
import time

import duckdb
from lifetimes import BetaGeoFitter, ParetoNBDFitter

DAYS_A_WEEK = 7


def main(source, models):
    customers = duckdb.connect().execute(f"SELECT * FROM read_parquet('{source}/*.parquet')").df()
    columns = ["frequency", "recency_days", "age_days"]
    seconds = {}

    def fit(name, fitter, grouped=False):
        start = time.perf_counter()
        rows, weights = customers, None
        if grouped:
            rows = customers.groupby(columns).size().reset_index(name="weight")
            weights = rows["weight"]
        recency, age = rows["recency_days"] / DAYS_A_WEEK, rows["age_days"] / DAYS_A_WEEK
        fitter.fit(rows["frequency"], recency, age, weights=weights)
        seconds[name] = time.perf_counter() - start

    fit("BG/NBD", BetaGeoFitter())
    fit("BG/NBD, grouped", BetaGeoFitter(), grouped=True)
    if models == "all":
        fit("Pareto/NBD", ParetoNBDFitter())
        fit("Pareto/NBD, grouped", ParetoNBDFitter(), grouped=True)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
