-- "The worst obligor's level stands, with the earliest day."
WITH counted AS (
  SELECT history, side, currency, count(DISTINCT obligor) AS obligors
  FROM ledger LEFT JOIN debt USING (history, side, currency) GROUP BY ALL
),
eu AS (
  SELECT history, side, currency, clock, min(since) AS since, count(*) AS obligors
  FROM (FROM eu_90 UNION ALL FROM eu_factoring)
  GROUP BY ALL
),
worst AS (
  SELECT history, side, currency, clock, level, min(since) AS since, count(*) AS obligors
  FROM standing GROUP BY history, side, currency, clock, level
  QUALIFY level = max(level) OVER (PARTITION BY history, side, currency, clock)
),
late_debt AS (
  SELECT history, side, currency, obligor, sum(owed) AS debt,
    coalesce(sum(owed) FILTER (debt.as_of - due > prc_days[1]), 0::HUGEINT) AS late,
    coalesce(sum(owed) FILTER (NOT later OR grade < 3 OR debt.as_of - due > prc_days[1]), 0::HUGEINT) AS weighed,
    prc_contagion_bp
  FROM debt JOIN asked USING (history) GROUP BY ALL
),
non_performing AS (
  SELECT history, side, currency,
    sum(CASE WHEN late * 10000 > weighed * prc_contagion_bp THEN debt ELSE late END) AS amount
  FROM late_debt GROUP BY ALL
)
SELECT history, ledger_path(side, currency, 'defaults/' || name) AS path, value
FROM counted
LEFT JOIN (FROM worst WHERE clock = 'ifrs9') ifrs9 USING (history, side, currency)
LEFT JOIN (FROM worst WHERE clock = 'prc') prc USING (history, side, currency)
LEFT JOIN non_performing USING (history, side, currency)
CROSS JOIN LATERAL (VALUES
  ('obligors', shown(counted.obligors)),
  ('ifrs9/level', shown(coalesce(ifrs9.level, 1))),
  ('ifrs9/since', shown(ifrs9.since)),
  ('ifrs9/stage_3_obligors', shown(CASE WHEN ifrs9.level = 3 THEN ifrs9.obligors ELSE 0 END)),
  ('prc/level', shown(coalesce(prc.level, 1))),
  ('prc/since', shown(prc.since)),
  ('prc/non_performing', shown(coalesce(non_performing.amount, 0)))
) said (name, value)
UNION ALL
SELECT history, ledger_path(side, currency, 'defaults/' || clocks.clock),
  CASE WHEN currency = 'EUR' THEN
    '{"level":' || CASE WHEN eu.obligors > 0 THEN '2' ELSE '1' END || ',"since":' || shown(eu.since)
    || ',"obligors":' || coalesce(eu.obligors, 0) || '}' ELSE 'null' END
FROM ledger JOIN asked USING (history) CROSS JOIN (VALUES ('eu_90'), ('eu_90_retail'), ('eu_factoring')) clocks (clock)
LEFT JOIN eu USING (history, side, currency, clock)
WHERE later OR clocks.clock = 'eu_90'
