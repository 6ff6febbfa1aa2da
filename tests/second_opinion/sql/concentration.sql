-- Herfindahl index, floor(10000 sum w^2 / (sum w)^2), and share of the largest counterparty: over the weights of promptness
-- and over open balances. Squares of sums of amounts pass 128 bits (wide.sql).
WITH held AS (
  SELECT history, side, currency, population, grades, 'concentration' AS name, counterparty, sum(amount) AS w
  FROM weight GROUP BY ALL
  UNION ALL
  SELECT history, side, currency, population, grades, 'open_concentration', counterparty, sum(open)
  FROM listed GROUP BY ALL
),
summed AS (
  SELECT history, side, currency, population, grades, name, sum(w) AS whole, max(w) AS most,
    10000 * sum(square_0(w)) AS s0, 10000 * sum(square_1(w)) AS s1, 10000 * sum(square_2(w)) AS s2
  FROM held GROUP BY ALL HAVING sum(w) > 0
),
digits AS (
  SELECT *,
    digit_0(s0) AS n0, digit_1(s1, s0) AS n1, digit_2(s2, s1, s0) AS n2,
    digit_0(square_0(whole)) AS d0,
    digit_1(square_1(whole), square_0(whole)) AS d1,
    digit_2(square_2(whole), square_1(whole), square_0(whole)) AS d2
  FROM summed
),
tried AS (
  SELECT *, unnest([-1, 0]) + near_quotient(n2, n1, n0, d2, d1, d0) AS h
  FROM digits
),
measured AS (
  SELECT history, side, currency, population, grades, name, max(h) AS herfindahl,
    basis_points(any_value(most), any_value(whole)) AS largest
  FROM tried
  WHERE at_most(h * d2, h * d1, h * d0, n2, n1, n0)
  GROUP BY ALL
)
SELECT history, sheet_path(side, currency, population, grades, name) AS path,
  CASE WHEN herfindahl IS NULL THEN 'null'
    ELSE '{"herfindahl":' || herfindahl::VARCHAR || ',"largest":' || largest::VARCHAR || '}' END AS value
FROM sheet CROSS JOIN (VALUES ('concentration'), ('open_concentration')) names (name)
LEFT JOIN measured USING (history, side, currency, population, grades, name)
