-- "Publishable if at least 3 obligations of at least 2 counterparties have a weight in it."
WITH listing AS (
  SELECT history, side, currency, population, grades, count(item) AS obligations
  FROM sheet LEFT JOIN listed USING (history, side, currency, population, grades)
  GROUP BY ALL
),
weighed AS (
  SELECT history, side, currency, population, grades,
    count(DISTINCT item) AS obligations, count(DISTINCT counterparty) AS counterparties
  FROM sheet LEFT JOIN weight USING (history, side, currency, population, grades)
  GROUP BY ALL
),
counted AS (
  SELECT history, side, currency, population, grades,
    listing.obligations::VARCHAR AS listed, weighed.obligations, counterparties,
    weighed.obligations >= minimum_obligations AND counterparties >= minimum_counterparties AS publishable
  FROM listing JOIN weighed USING (history, side, currency, population, grades) JOIN asked USING (history)
)
SELECT history, sheet_path(side, currency, population, grades, name) AS path, value
FROM counted
CROSS JOIN LATERAL (VALUES
  ('publishable', publishable::VARCHAR),
  ('obligations', listed),
  ('weighed/obligations', obligations::VARCHAR),
  ('weighed/counterparties', counterparties::VARCHAR)
) said (name, value)
