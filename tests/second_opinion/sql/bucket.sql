-- The open balance by as_of - due: at most 0, 1-30, 31-60, 61-90, 91 and more days.
SELECT history, side, currency, population, grades,
  coalesce(sum(open) FILTER (age <= 0), 0::HUGEINT) AS b0,
  coalesce(sum(open) FILTER (age BETWEEN 1 AND 30), 0::HUGEINT) AS b1,
  coalesce(sum(open) FILTER (age BETWEEN 31 AND 60), 0::HUGEINT) AS b2,
  coalesce(sum(open) FILTER (age BETWEEN 61 AND 90), 0::HUGEINT) AS b3,
  coalesce(sum(open) FILTER (age >= 91), 0::HUGEINT) AS b4,
  coalesce(sum(open), 0::HUGEINT) AS whole
FROM sheet LEFT JOIN listed USING (history, side, currency, population, grades)
GROUP BY ALL
