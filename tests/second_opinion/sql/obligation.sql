-- Each obligation as it is known on as_of: "what is dated after as_of is unknown". A credit note is "as if less had
-- been asked for from the first"; a dispute stands from its day, until the day it is closed, at most 30 days.
WITH known AS (
  SELECT observation.*, asked.* EXCLUDE (history)
  FROM observation JOIN asked USING (history)
  WHERE issued <= as_of
),
credit AS (
  SELECT history, item, sum(part.amount) AS amount
  FROM part JOIN asked USING (history)
  WHERE kind = 'credit' AND day <= as_of
  GROUP BY ALL
),
stands AS (
  SELECT DISTINCT history, item
  FROM dispute JOIN asked USING (history)
  WHERE opened <= as_of
    AND (closed IS NULL OR as_of < closed)
    AND (NOT clocked OR as_of < opened + dispute_days)
)
SELECT
  known.* EXCLUDE (amount),
  least(known.amount, coalesce(credit.amount, 0::HUGEINT)) AS credited,
  known.amount - least(known.amount, coalesce(credit.amount, 0::HUGEINT)) AS net,
  issued >= first_day AS inside,
  stands.item IS NOT NULL AS disputed
FROM known
LEFT JOIN credit USING (history, item)
LEFT JOIN stands USING (history, item)
