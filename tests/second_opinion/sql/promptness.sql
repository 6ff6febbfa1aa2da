-- floor(sum a f(d) / sum a), f on the line between anchors, floored in centi-points.
WITH segment AS (
  SELECT
    rulebook, late AS from_day, points AS from_points,
    lead(late) OVER (PARTITION BY rulebook ORDER BY late) AS to_day,
    lead(points) OVER (PARTITION BY rulebook ORDER BY late) AS to_points,
    first(points) OVER (PARTITION BY rulebook ORDER BY late) AS most,
    min(late) OVER (PARTITION BY rulebook) AS earliest
  FROM anchor
),
scored AS (
  SELECT w.history, side, currency, population, grades, w.amount,
    CASE
      WHEN w.late < earliest THEN most
      WHEN from_day IS NULL THEN beyond_anchors
      WHEN w.late = from_day THEN from_points
      ELSE from_points + floor_div((w.late - from_day) * (to_points - from_points), to_day - from_day)
    END AS points
  FROM weight w
  JOIN asked USING (history)
  LEFT JOIN segment ON segment.rulebook = asked.rulebook
    AND greatest(w.late, earliest) >= from_day
    AND (greatest(w.late, earliest) < to_day OR (to_day IS NULL AND w.late = from_day))
)
SELECT history, sheet_path(side, currency, population, grades, 'promptness') AS path,
  shown(floor_div(sum(scored.amount * points), sum(scored.amount))) AS value
FROM sheet LEFT JOIN scored USING (history, side, currency, population, grades)
GROUP BY history, side, currency, population, grades
