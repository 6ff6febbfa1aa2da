-- "The first day without a break on which both hold: the clock eu_90, and some one receivable open and more than 90 days
-- past due." None is open before its issue, the first day of `owing`. Spans of days that touch are one.
WITH span AS (
  SELECT history, side, currency, obligor, greatest(due + eu_factoring_days + 1, min(day)) AS from_day,
    min(CASE WHEN owed = 0 THEN day ELSE asked.as_of + 1 END) AS to_day
  FROM owing JOIN asked USING (history)
  WHERE later
  GROUP BY history, side, currency, obligor, item, due, eu_factoring_days
),
started AS (
  SELECT *, coalesce(from_day > max(to_day) OVER (
    PARTITION BY history, side, currency, obligor ORDER BY from_day, to_day
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ), true) AS fresh
  FROM span WHERE from_day < to_day
),
numbered AS (
  SELECT *, sum(fresh::INTEGER) OVER (
    PARTITION BY history, side, currency, obligor ORDER BY from_day, to_day
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS run
  FROM started
),
lasting AS (
  SELECT history, side, currency, obligor, min(from_day) AS since
  FROM numbered JOIN asked USING (history)
  GROUP BY history, side, currency, obligor, run, as_of
  HAVING max(to_day) > as_of
)
SELECT history, side, currency, obligor, 'eu_factoring' AS clock, greatest(eu_90.since, lasting.since) AS since
FROM lasting JOIN eu_90 USING (history, side, currency, obligor)
WHERE eu_90.clock = 'eu_90'
