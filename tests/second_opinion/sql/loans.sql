-- docs/portfolio.md, section 3: the vintages of a file of loans, on a day and with cohorts of so many months. A loan is booked
-- on the day it was paid out, over what was paid out; it defaults on the day it was charged off, and loses what was.
WITH loan AS (
  SELECT
    day_of(strptime(disbursement_date, '%-m/%-d/%Y')) AS booked,
    disbursed_cents::HUGEINT AS amount,
    day_of(strptime(nullif(chargeoff_date, ''), '%-d-%b-%y')) AS charged_off,
    coalesce(chargeoff_principal_cents::HUGEINT, 0) AS loss
  FROM read_csv($file, all_varchar := true)
  -- "Rows of a status that the profile does not know, or knows for cancelled, are left out."
  WHERE coalesce(status, '') IN ('PIF', 'CHGOFF', '') AND disbursement_date <> '' AND disbursed_cents::HUGEINT > 0
),
aged AS (
  SELECT month_of(booked) - month_of(booked) % $cohort_months AS cohort, amount, loss,
    CASE WHEN charged_off <= $as_of THEN greatest(0, month_of(charged_off) - month_of(booked)) END AS defaulted
  FROM loan WHERE booked <= $as_of
),
curve AS (
  SELECT cohort, unnest(range(0, month_of($as_of + 1) - (cohort + $cohort_months - 1))) AS k
  FROM (SELECT DISTINCT cohort FROM aged)
),
point AS (
  SELECT cohort, k, count(*) AS booked, sum(amount) AS amount, count(*) FILTER (defaulted <= k) AS bad,
    coalesce(sum(amount) FILTER (defaulted <= k), 0::HUGEINT) AS bad_amount,
    coalesce(sum(loss) FILTER (defaulted <= k), 0::HUGEINT) AS lost
  FROM aged LEFT JOIN curve USING (cohort)
  GROUP BY ALL
)
SELECT month_name(cohort) AS cohort, any_value(booked) AS booked, any_value(amount) AS amount,
  coalesce(list(k ORDER BY k) FILTER (k IS NOT NULL), []) AS months,
  coalesce(list(basis_points(bad, booked) ORDER BY k) FILTER (k IS NOT NULL), []) AS by_count,
  coalesce(list(basis_points(bad_amount, amount) ORDER BY k) FILTER (k IS NOT NULL), []) AS by_amount,
  coalesce(list(basis_points(lost, amount) ORDER BY k) FILTER (k IS NOT NULL), []) AS by_loss
FROM point
GROUP BY point.cohort
ORDER BY point.cohort
