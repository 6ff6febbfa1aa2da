-- How an obligation stands in each set that it is in: `paid` by what weighs there, `filled` by lower grades, `rest` unpaid.
WITH paid_for AS (
  SELECT
    history, item, grades,
    coalesce(sum(amount) FILTER (weighs), 0::HUGEINT) AS paid,
    coalesce(sum(amount) FILTER (NOT weighs), 0::HUGEINT) AS filled,
    max(late) FILTER (weighs) AS last_late,
    -- "Grade, over time": from the month on in which a lower grade first fills something, nothing is told.
    first_of(month_of(min(day) FILTER (NOT weighs))) AS untold_from
  FROM paid
  GROUP BY ALL
)
SELECT
  o.history, o.item, o.side, o.currency, o.counterparty, o.inside, o.claim, o.issued, o.interest, o.due, o.as_of, o.contested, untold_from,
  sets.grades, o.net, o.as_of - o.due AS age,
  coalesce(paid, 0) AS paid, coalesce(filled, 0) AS filled, last_late,
  o.net - coalesce(paid, 0) - coalesce(filled, 0) AS rest,
  -- "Assigned: for the seller no open balance"
  CASE WHEN o.interest = 'passed_on' THEN 0 ELSE o.net - coalesce(paid, 0) - coalesce(filled, 0) END AS open
FROM obligation o
JOIN grade_set sets ON o.grade <= sets.lowest
LEFT JOIN paid_for ON paid_for.history = o.history AND paid_for.item = o.item AND paid_for.grades = sets.grades
WHERE o.net > 0
