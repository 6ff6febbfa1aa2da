-- Regulation (EU) 2018/171: more than EUR 500 and more than 1 % of the exposure past due on each of 90 days on end.
WITH point AS (
  SELECT DISTINCT history, side, currency, obligor, unnest([day, due + 1, as_of]) AS day FROM owing WHERE currency = 'EUR'
),
owed_on AS (
  SELECT point.*, owing.item, due, arg_max(owed, owing.day) AS owed
  FROM point JOIN owing USING (history, side, currency, obligor)
  WHERE owing.day <= point.day AND point.day <= owing.as_of
  GROUP BY ALL
),
measured AS (
  SELECT owed_on.history, side, currency, obligor, day,
    coalesce(sum(owed) FILTER (due < day), 0::HUGEINT) AS late, sum(owed) AS exposure
  FROM owed_on GROUP BY ALL
),
material AS (
  SELECT history, side, currency, obligor, day, asked.as_of, eu_days,
    late > eu_amount_minor AND late * 10000 > exposure * eu_share_bp AS material
  FROM measured JOIN asked USING (history)
),
streak AS (
  SELECT history, side, currency, obligor, as_of, eu_days,
    min(day) FILTER (material AND day > coalesce(broken, -1)) AS started
  FROM (
    SELECT *, max(day) FILTER (NOT material) OVER (PARTITION BY history, side, currency, obligor) AS broken
    FROM material
  )
  GROUP BY ALL
)
SELECT history, side, currency, obligor, started + eu_days - 1 AS since
FROM streak
WHERE started + eu_days - 1 <= as_of
