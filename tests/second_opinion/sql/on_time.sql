-- By count: "paid in full, the last payment by the due day, of those paid in full or past due"; what a lower grade
-- filled is "not decided". By amount: "d at most 0, of the weights of promptness".
WITH decided AS (
  SELECT history, side, currency, population, grades, rest = 0 AND last_late <= 0 AS prompt
  FROM listed
  WHERE filled = 0 AND (rest = 0 OR age > 0)
)
SELECT history, sheet_path(side, currency, population, grades, 'on_time/by_count') AS path,
  shown(basis_points(count(*) FILTER (prompt), count(prompt))) AS value
FROM sheet LEFT JOIN decided USING (history, side, currency, population, grades)
GROUP BY history, side, currency, population, grades
UNION ALL
SELECT history, sheet_path(side, currency, population, grades, 'on_time/by_amount') AS path,
  shown(basis_points(coalesce(sum(amount) FILTER (late <= 0), 0::HUGEINT), sum(amount))) AS value
FROM sheet LEFT JOIN weight USING (history, side, currency, population, grades)
GROUP BY history, side, currency, population, grades
