-- "Sales by month of issue, receipts by month of payment within the window, each with the exact slope of least squares":
-- with x = 0, 1, .. n - 1 the slope is (n sum xy - sum x sum y) / (n sum xx - (sum x)^2), in lowest terms.
WITH flow AS (
  SELECT history, side, currency, population, grades, 'sales' AS name, month_of(issued) AS month, net AS amount
  FROM listed
  WHERE interest <> 'taken'
  UNION ALL
  SELECT l.history, side, currency, population, grades, 'receipts', month_of(day), paid.amount
  FROM listed l JOIN paid USING (history, item, grades) JOIN asked USING (history)
  WHERE weighs AND day >= first_day
),
month AS (
  SELECT history, unnest(range(month_of(first_day), month_of(as_of) + 1)) AS month,
    month - month_of(first_day) AS x
  FROM asked
),
monthly AS (
  SELECT history, side, currency, population, grades, names.name, x, coalesce(sum(amount), 0::HUGEINT) AS y
  FROM sheet JOIN month USING (history) CROSS JOIN (VALUES ('sales'), ('receipts')) names (name)
  LEFT JOIN flow USING (history, side, currency, population, grades, name, month)
  GROUP BY ALL
),
fitted AS (
  SELECT history, side, currency, population, grades, name,
    '[' || string_agg(y::VARCHAR, ',' ORDER BY x) || ']' AS series,
    count(*) * sum(x * y) - sum(x) * sum(y) AS rise,
    greatest(1, count(*) * sum(x * x) - sum(x) * sum(x)) AS run
  FROM monthly
  GROUP BY ALL
)
SELECT history, sheet_path(side, currency, population, grades, 'turnover/months') AS path,
  '[' || string_agg('"' || month_name(month) || '"', ',' ORDER BY month) || ']' AS value
FROM sheet JOIN month USING (history)
GROUP BY history, side, currency, population, grades
UNION ALL
SELECT history, sheet_path(side, currency, population, grades, 'turnover/' || name), series FROM fitted
UNION ALL
SELECT history, sheet_path(side, currency, population, grades, 'turnover/' || name || '_trend'),
  '[' || (rise // gcd(rise, run))::VARCHAR || ',' || (run // gcd(rise, run))::VARCHAR || ']'
FROM fitted
