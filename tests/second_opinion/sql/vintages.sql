-- Of what was issued in a calendar quarter, what had defaulted within 0, 3, 6 .. months on book: "on the first day at whose
-- end something is open and either more than 90 days past due or written off"; its loss is what is open on that day.
WITH candidate AS (
  SELECT l.history, l.item, l.side, l.currency, l.population, l.grades, l.issued, l.net, l.untold_from,
    greatest(l.issued, least(l.due + vintage_default_days + 1, since)) AS day
  FROM listed l JOIN asked USING (history) LEFT JOIN written_off USING (history, item)
  -- "If its first day is in the window."
  WHERE later AND first_of(month_of(l.issued) - month_of(l.issued) % vintage_cohort_months) >= first_day
),
booked AS (
  SELECT c.history, c.item, c.side, c.currency, c.population, c.grades, c.issued, c.net, c.untold_from, c.day,
    c.net - coalesce(sum(paid.amount), 0::HUGEINT) AS loss
  FROM candidate c LEFT JOIN paid
    ON paid.history = c.history AND paid.item = c.item AND paid.grades = c.grades AND paid.day <= c.day
  GROUP BY c.history, c.item, c.side, c.currency, c.population, c.grades, c.issued, c.net, c.untold_from, c.day
),
aged AS (
  SELECT history, side, currency, population, grades, net,
    month_of(issued) - month_of(issued) % vintage_cohort_months AS cohort,
    CASE WHEN day <= as_of AND loss > 0 AND coalesce(day < untold_from, true) THEN greatest(0, month_of(day) - month_of(issued)) END AS defaulted, loss
  FROM booked JOIN asked USING (history)
),
curve AS (
  SELECT asked.history, cohort, unnest(range(
    0,
    month_of(as_of + 1) - 1 - (cohort + vintage_cohort_months - 1) + 1,
    vintage_step_months
  )) AS k
  FROM (SELECT DISTINCT history, cohort FROM aged) JOIN asked USING (history)
),
point AS (
  SELECT history, side, currency, population, grades, cohort, k, count(*) AS booked, sum(net) AS amount,
    count(*) FILTER (defaulted <= k) AS bad, coalesce(sum(loss) FILTER (defaulted <= k), 0::HUGEINT) AS lost
  FROM aged LEFT JOIN curve USING (history, cohort)
  GROUP BY ALL
),
curves AS (
  SELECT history, side, currency, population, grades, cohort, any_value(booked) AS obligations,
    any_value(amount) AS total,
    list(basis_points(bad, booked) ORDER BY k) FILTER (k IS NOT NULL) AS by_count,
    list(basis_points(lost, amount) ORDER BY k) FILTER (k IS NOT NULL) AS by_balance
  FROM point
  GROUP BY ALL
)
SELECT history, sheet_path(side, currency, population, grades, 'vintages') AS path,
  '{' || coalesce(string_agg(
    '"' || month_name(cohort) || '":{"obligations":' || obligations || ',"amount":' || total
    || ',"by_count":' || numbers(by_count) || ',"by_balance":' || numbers(by_balance) || '}', ','
  ), '') || '}' AS value
FROM sheet JOIN asked USING (history) LEFT JOIN curves USING (history, side, currency, population, grades)
WHERE later
GROUP BY history, side, currency, population, grades
