-- floor(10000 explained / confirmed): of each agent and month "what it attests of payments dated in the month"; of an obligation
-- those "of all agents", "in order of day, then of record, and cut where they complete the amount net of credit notes"; "at most
-- what the agent says of the month".
WITH payment AS (
  SELECT o.history, o.side, o.currency, o.grade, agent, attested.day,
    least(attested.amount, net - coalesce(sum(attested.amount) OVER (
      PARTITION BY o.history, o.item ORDER BY attested.day, place
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0::HUGEINT)) AS amount
  FROM obligation o JOIN attested USING (history, item)
  WHERE NOT claim AND attested.day <= o.as_of
),
explained AS (
  SELECT history, side, currency, grades, agent, month_of(day) AS month, sum(amount) AS explained
  FROM payment JOIN grade_set ON grade <= lowest
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
