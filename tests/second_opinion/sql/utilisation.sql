-- floor(10000 drawn / limit) on as_of, its peak over the window's days that have a limit, and floor(10000 sum of drawn / sum
-- of limit) over all of them; facilities are added day by day. Absent "if on all of them both are 0".
WITH line AS (
  SELECT DISTINCT f.history, f.side, f.currency, grades, facility
  FROM facility f JOIN drawn ON drawn.history = f.history AND drawn.facility = f.item
),
turn AS (
  SELECT history, side, currency, grades, greatest(day, first_day) AS day
  FROM line JOIN drawn USING (history, facility, grades) JOIN asked USING (history)
  UNION
  SELECT history, side, currency, grades, as_of FROM line JOIN asked USING (history)
),
stood AS (
  SELECT turn.*, facility, arg_max(drawn, drawn.day) AS drawn, arg_max(coalesce(allowed, -1), drawn.day) AS allowed
  FROM turn JOIN line USING (history, side, currency, grades) JOIN drawn USING (history, facility, grades)
  WHERE drawn.day <= turn.day
  GROUP BY ALL
),
added AS (
  SELECT history, side, currency, grades, day,
    count(*) FILTER (allowed > 0) AS facilities, sum(drawn) AS drawn, sum(allowed) AS allowed
  FROM stood WHERE allowed >= 0 GROUP BY ALL
),
lasting AS (
  SELECT added.*, asked.as_of,
    lead(day, 1, asked.as_of + 1) OVER (PARTITION BY history, side, currency, grades ORDER BY day) - day AS days
  FROM added JOIN asked USING (history)
)
SELECT history, side, currency, grades,
  any_value(facilities) FILTER (day = as_of) AS facilities,
  any_value(allowed) FILTER (day = as_of) AS allowed,
  any_value(drawn) FILTER (day = as_of) AS drawn,
  any_value(basis_points(drawn, allowed)) FILTER (day = as_of) AS current,
  max(basis_points(drawn, allowed)) AS peak,
  basis_points(sum(drawn * days), sum(allowed * days)) AS weighted
FROM lasting
GROUP BY ALL
HAVING sum(drawn) > 0 OR sum(allowed) > 0
