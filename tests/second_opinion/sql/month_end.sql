-- "How an obligation stood at the end of a day": in each set, at the end of each month of the status string, the last ending
-- with as_of, and of the month before the first; and what was paid in the month.
WITH month AS (
  SELECT history, place,
    first_of(month_of(as_of) - status_months + place) AS first_day,
    least(first_of(month_of(as_of) - status_months + place + 1) - 1, as_of) AS last_day,
    first_of(month_of(as_of) - status_months + place + 1) - 1 <= as_of AS ended
  FROM asked, range(0, 61) places (place)
  WHERE later AND place <= status_months
),
paid_by AS (
  SELECT paid.history, paid.item, paid.grades, month.place,
    sum(paid.amount) AS amount,
    count(*) FILTER (weighs AND day >= month.first_day) AS payments,
    max(late) FILTER (weighs AND day >= month.first_day) AS late
  FROM paid JOIN month ON month.history = paid.history AND paid.day <= month.last_day
  GROUP BY ALL
)
SELECT p.history, p.item, p.side, p.currency, p.grades, p.claim, p.contested, p.inside, p.interest, p.issued, due,
  month.place, month.first_day, month.last_day, ended,
  CASE WHEN issued <= last_day THEN net - coalesce(amount, 0) ELSE 0 END AS open,
  coalesce(since <= last_day, false) AS written_off,
  coalesce(payments, 0) AS payments, late,
  coalesce(last_day < untold_from, true) AS told
FROM position p JOIN month USING (history)
LEFT JOIN paid_by USING (history, item, grades, place)
LEFT JOIN (SELECT history, item, since FROM written_off) USING (history, item)
