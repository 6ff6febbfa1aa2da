-- floor(10000 explained / confirmed): of each agent and month "payments to which the agent attests", "in order of day, and cut
-- where they complete the amount net of credit notes", "at most what the agent says of the month".
WITH payment AS (
  SELECT o.history, o.item, o.side, o.currency, o.grade, part.place, part.day,
    least(part.amount, net - coalesce(sum(part.amount) OVER (
      PARTITION BY o.history, o.item ORDER BY part.day, part.place
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0::HUGEINT)) AS amount
  FROM obligation o JOIN part USING (history, item)
  SEMI JOIN attests USING (history, item, place)
  WHERE kind = 'payment' AND NOT claim AND part.day <= o.as_of
),
explained AS (
  SELECT history, side, currency, grades, agent, month_of(day) AS month, sum(amount) AS explained
  FROM payment JOIN attests USING (history, item, place) JOIN grade_set ON grade <= lowest
  WHERE amount > 0
  GROUP BY ALL
),
told AS (
  SELECT history, side, currency, sets.grades, count(DISTINCT month) AS months, count(DISTINCT agent) AS agents,
    sum(amount) AS confirmed, sum(least(amount, coalesce(explained, 0))) AS explained
  FROM confirmed CROSS JOIN (VALUES ('AB'), ('all')) sets (grades)
  LEFT JOIN explained USING (history, side, currency, grades, agent, month)
  GROUP BY ALL
)
SELECT history, ledger_path(side, currency, 'coverage/' || sets.grades) AS path,
  CASE WHEN months IS NULL THEN 'null'
    ELSE '{"months":' || months || ',"agents":' || agents || ',"confirmed":' || confirmed
      || ',"explained":' || explained || ',"share":' || shown(basis_points(explained, confirmed)) || '}'
  END AS value
FROM ledger JOIN asked USING (history) CROSS JOIN (VALUES ('AB'), ('all')) sets (grades)
LEFT JOIN told USING (history, side, currency, grades)
WHERE coverage_months IS NOT NULL
