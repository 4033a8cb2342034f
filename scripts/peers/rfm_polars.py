"""Polars: frequency, recency, age and monetary value of every customer, days de-duplicated, as Parquet.

Prints the seconds as JSON. Arguments: input folder, output file.
"""

import json
import sys
import time

import polars


def main(source, output):
    start = time.perf_counter()
    days = (
        polars.scan_parquet(source + "/**/*.parquet")
        .group_by("customer_id", polars.col("timestamp").dt.date().alias("day"))
        .agg(polars.col("amount").sum().alias("net"))
        .filter(polars.col("net") > 0)
    )
    net = polars.col("net")
    first = net.sort_by("day").first()
    customers = (
        days.group_by("customer_id")
        .agg(
            polars.col("day").min().alias("first_purchase"),
            polars.col("day").max().alias("last_purchase"),
            (polars.len() - 1).alias("frequency"),
            ((net.sum() - first) / (polars.len() - 1)).alias("monetary_value"),
            net.sum().alias("revenue"),
        )
        .with_columns(
            (polars.col("last_purchase") - polars.col("first_purchase")).dt.total_days().alias("recency_days"),
            (polars.col("last_purchase").max() - polars.col("first_purchase")).dt.total_days().alias("age_days"),
        )
    )
    customers.collect(engine="streaming").write_parquet(output)
    print(json.dumps({"rfm": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:])
