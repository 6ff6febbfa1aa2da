-- Each obligation as it is known on as_of. A credit note is "as if less had been asked for from the first"; a dispute stands
-- from its day, until the day it is closed, at most 30 days. `dispute` 3: only what "came before the obligation had been paid
-- in full" takes it out of the headline, "unless the chain knew of the dispute on a later day than of that payment".
WITH credit AS (
  SELECT history, item, sum(part.amount) AS amount
  FROM part JOIN asked USING (history)
  WHERE kind = 'credit' AND day <= as_of
  GROUP BY ALL
),
net AS (
  SELECT known.* EXCLUDE (amount),
    least(known.amount, coalesce(credit.amount, 0::HUGEINT)) AS credited,
    known.amount - least(known.amount, coalesce(credit.amount, 0::HUGEINT)) AS net,
    issued >= first_day AS inside
  FROM known LEFT JOIN credit USING (history, item)
),
running AS (
  SELECT history, item, net, day, part.recorded,
    sum(part.amount) OVER (PARTITION BY history, item ORDER BY day, place) AS paid
  FROM net JOIN part USING (history, item)
  WHERE kind = 'payment' AND part.binds AND day <= as_of
),
settled AS (
  SELECT history, item, day, recorded
  FROM running WHERE paid >= net
  QUALIFY row_number() OVER (PARTITION BY history, item ORDER BY paid) = 1
),
stands AS (
  SELECT dispute.history, dispute.item,
    bool_or(NOT later OR settled.day IS NULL
      OR (opened < settled.day AND NOT coalesce(day_recorded(dispute.recorded, utc_offset_minutes)
        > day_recorded(settled.recorded, utc_offset_minutes), false))) AS contested
  FROM dispute JOIN asked USING (history) LEFT JOIN settled USING (history, item)
  WHERE opened <= as_of
    AND (closed IS NULL OR as_of < closed)
    AND (NOT clocked OR as_of < opened + dispute_days)
  GROUP BY ALL
)
SELECT net.*, stands.item IS NOT NULL AS disputed, coalesce(stands.contested, false) AS contested
FROM net LEFT JOIN stands USING (history, item)
