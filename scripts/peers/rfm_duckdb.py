"""DuckDB: frequency, recency, age and monetary value of every customer, days de-duplicated, as Parquet.

Prints the seconds as JSON. Arguments: input folder, output file.
"""

import json
import sys
import time

import duckdb

QUERY = """
COPY (
  WITH purchase_days AS (
    SELECT customer_id, CAST("timestamp" AS DATE) AS day, sum(amount) AS net
    FROM read_parquet('{source}/**/*.parquet')
    GROUP BY ALL
    HAVING sum(amount) > 0
  ), bounds AS (
    SELECT max(day) AS run_date FROM purchase_days
  ), customers AS (
    SELECT customer_id, min(day) AS first_purchase, max(day) AS last_purchase, count(*) AS days,
           sum(net) AS revenue, arg_min(net, day) AS first_net
    FROM purchase_days
    GROUP BY customer_id
  )
  SELECT customer_id, first_purchase, last_purchase, days - 1 AS frequency,
         last_purchase - first_purchase AS recency_days, run_date - first_purchase AS age_days,
         (revenue - first_net) / nullif(days - 1, 0) AS monetary_value, revenue
  FROM customers, bounds
) TO '{output}' (FORMAT parquet)
"""


def main(source, output):
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET TimeZone = 'UTC'")
    start = time.perf_counter()
    connection.execute(QUERY.format(source=source, output=output))
    print(json.dumps({"rfm": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:])
