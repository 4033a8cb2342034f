WITH days AS (
  SELECT customer_id, date(txn_date) AS day, sum(amount) AS amount
  FROM transactions
  WHERE date(txn_date) <= DATE'1997-09-30'
  GROUP BY ALL
), purchases AS (
  SELECT *, min(day) OVER (PARTITION BY customer_id) AS first_day FROM days
)
SELECT customer_id,
  count(*) - 1 AS frequency,
  datediff(max(day), first_day) AS recency_days,
  datediff(DATE'1997-09-30', first_day) AS age_days,
  double(avg(amount) FILTER (WHERE day > first_day)) AS monetary_value
FROM purchases
GROUP BY customer_id, first_day
