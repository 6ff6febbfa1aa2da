-- Herfindahl index, floor(10000 sum w^2 / (sum w)^2), and share of the largest counterparty: over the weights of promptness
-- and over open balances. Squares of sums of amounts pass 128 bits: they are numbers of three digits to the base 2^45, and
-- the quotient is found by comparing, hundreds first.
WITH held AS (
  SELECT history, side, currency, population, grades, 'concentration' AS name, counterparty, sum(amount) AS w
  FROM weight GROUP BY ALL
  UNION ALL
  SELECT history, side, currency, population, grades, 'open_concentration', counterparty, sum(open)
  FROM listed GROUP BY ALL
),
total AS (
  SELECT history, side, currency, population, grades, name, sum(w) AS whole, max(w) AS most,
    square_sum(list(w)) AS squares
  FROM held GROUP BY ALL HAVING sum(w) > 0
),
hundreds AS (
  SELECT total.*, max(h) AS hundred
  FROM total, range(101) candidates (h)
  WHERE at_most(times(square_sum([whole]), 100 * h), times(squares, 10000))
  GROUP BY ALL
),
measured AS (
  SELECT history, side, currency, population, grades, name, most, whole, max(100 * hundred + h) AS herfindahl
  FROM hundreds, range(100) candidates (h)
  WHERE at_most(times(square_sum([whole]), 100 * hundred + h), times(squares, 10000))
  GROUP BY ALL
),
every AS (
  SELECT sheet.*, names.name, herfindahl, basis_points(most, whole) AS largest
  FROM sheet CROSS JOIN (VALUES ('concentration'), ('open_concentration')) names (name)
  LEFT JOIN measured USING (history, side, currency, population, grades, name)
)
SELECT history, sheet_path(side, currency, population, grades, name) AS path,
  CASE WHEN herfindahl IS NULL THEN 'null'
    ELSE '{"herfindahl":' || herfindahl::VARCHAR || ',"largest":' || largest::VARCHAR || '}' END AS value
FROM every
