-- floor(100 open balance 90 / sales of the last 90 days), "for the side that is paid"; "for the holder no sale".
WITH sold AS (
  SELECT history, side, currency, population, grades, sum(net) AS amount
  FROM listed JOIN asked USING (history)
  WHERE side = 'is_paid' AND interest <> 'taken' AND issued > asked.as_of - dso_days
  GROUP BY ALL
)
SELECT history, sheet_path(side, currency, population, grades, 'dso') AS path,
  shown(floor_div(100 * whole * dso_days, nullif(sold.amount, 0))) AS value
FROM bucket JOIN asked USING (history)
LEFT JOIN sold USING (history, side, currency, population, grades)
