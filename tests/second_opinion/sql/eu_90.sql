-- Regulation (EU) 2018/171: more than EUR 500 (retail: EUR 100) and more than 1 % of the exposure past due, "in default from
-- its 90th day on".
WITH clock AS (
  SELECT history, 'eu_90' AS clock, eu_amount_minor AS least_amount FROM asked
  UNION ALL
  SELECT history, 'eu_90_retail', eu_retail_amount_minor FROM asked WHERE later
),
point AS (
  SELECT DISTINCT history, side, currency, obligor, unnest([day, due + 1, as_of]) AS day
  FROM owing WHERE currency = 'EUR'
),
owed_on AS (
  SELECT point.*, owing.item, due, grade, arg_max(owed, owing.day) AS owed
  FROM point JOIN owing USING (history, side, currency, obligor)
  WHERE owing.day <= point.day AND point.day <= owing.as_of
  GROUP BY ALL
),
measured AS (
  SELECT history, side, currency, obligor, day,
    coalesce(sum(owed) FILTER (due < day), 0::HUGEINT) AS late,
    -- "An obligation of grade C is in the exposure only on days after its due day."
    coalesce(sum(owed) FILTER (due < day OR NOT later OR grade < 3), 0::HUGEINT) AS exposure
  FROM owed_on JOIN asked USING (history) GROUP BY ALL
),
material AS (
  SELECT history, side, currency, obligor, clock, day,
    late > least_amount AND late * 10000 > exposure * eu_share_bp AS material
  FROM measured JOIN asked USING (history) JOIN clock USING (history)
),
streak AS (
  SELECT history, side, currency, obligor, clock, min(day) FILTER (material AND day > coalesce(broken, -1)) AS started
  FROM (
    SELECT *, max(day) FILTER (NOT material) OVER (PARTITION BY history, side, currency, obligor, clock) AS broken
    FROM material
  )
  GROUP BY ALL
)
SELECT history, side, currency, obligor, clock, started + eu_days - 1 AS since
FROM streak JOIN asked USING (history)
WHERE started + eu_days - 1 <= as_of
