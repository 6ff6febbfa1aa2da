-- Section 4: "every obligation in the window and every open balance from before it"; "only a payment that binds the payee
-- lowers what is owed here".
WITH binding AS (
  SELECT history, item, sum(part.amount) AS amount
  FROM part JOIN asked USING (history)
  WHERE kind = 'payment' AND binds AND day <= as_of
  GROUP BY ALL
)
SELECT
  o.history, o.item, o.side, o.currency, o.as_of, o.issued, o.due, o.grade, o.net, o.inside,
  CASE o.side WHEN 'pays' THEN '' ELSE o.counterparty END AS obligor,
  CASE WHEN o.interest = 'passed_on' THEN 0 ELSE greatest(0, o.net - coalesce(binding.amount, 0)) END AS owed,
  -- Section 6, eu_90: "a debt that is open and has passed to a holder is in neither".
  o.interest <> 'passed_on' OR coalesce(binding.amount, 0) >= o.net AS open
FROM obligation o LEFT JOIN binding USING (history, item)
WHERE NOT o.claim AND o.net > 0
  AND (o.inside OR (o.interest <> 'passed_on' AND coalesce(binding.amount, 0) < o.net))
