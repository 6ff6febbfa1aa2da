-- What is drawn of a facility from a day on, for A + B and for all: "all drawdowns dated by it less all that was repaid by it,
-- at least 0"; and its limit, "the last, in the order (day from which it counts, then as they were said)", NULL before the
-- first above 0.
WITH line AS (
  SELECT facility.*, grades, lowest
  FROM facility JOIN grade_set ON facility.grade <= lowest
  WHERE grades <> 'A'
),
counting AS (
  SELECT history, item, place, amount, greatest(day, day_recorded(recorded, utc_offset_minutes)) AS day
  FROM credit_limit JOIN asked USING (history)
),
owed AS (
  SELECT line.history, line.item AS facility, grades, lowest, o.item, o.net, o.as_of
  FROM line JOIN obligation o ON o.history = line.history AND o.tradeline = line.tradeline AND o.grade <= lowest
  WHERE NOT o.claim
),
payment AS (
  SELECT owed.history, facility, grades, part.day,
    least(part.amount, net - coalesce(sum(part.amount) OVER (
      PARTITION BY owed.history, facility, grades, owed.item ORDER BY part.day, part.place
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0::HUGEINT)) AS repaid
  FROM owed JOIN part ON part.history = owed.history AND part.item = owed.item
  WHERE kind = 'payment' AND binds AND day <= as_of AND part.grade <= lowest
),
change AS (
  SELECT history, facility, grades, day, sum(amount) AS amount
  FROM (
    SELECT line.history, line.item AS facility, grades, day, drawdown.amount
    FROM line JOIN drawdown USING (history, item)
    UNION ALL SELECT history, facility, grades, day, -repaid FROM payment WHERE repaid > 0
    UNION ALL
    SELECT line.history, line.item, grades, day, 0::HUGEINT FROM line JOIN counting USING (history, item)
  ) JOIN asked USING (history)
  WHERE day <= as_of
  GROUP BY ALL
),
reached AS (
  SELECT history, facility, grades, day,
    greatest(0, sum(amount) OVER (PARTITION BY history, facility, grades ORDER BY day)) AS drawn
  FROM change
),
allowed AS (
  SELECT reached.history, facility, grades, reached.day, arg_max(amount, (counting.day, place)) AS allowed
  FROM reached JOIN counting
    ON counting.history = reached.history AND counting.item = facility AND counting.day <= reached.day
  GROUP BY ALL
)
SELECT history, facility, grades, day, drawn,
  CASE WHEN bool_or(allowed > 0) OVER (PARTITION BY history, facility, grades ORDER BY day) THEN allowed END AS allowed
FROM reached LEFT JOIN allowed USING (history, facility, grades, day)
