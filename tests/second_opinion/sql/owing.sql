-- What is owed on an obligation from a day on: from its issue, "debts issued by then", and from each payment that binds.
WITH change AS (
  SELECT history, item, issued AS day, 0::HUGEINT AS amount FROM debt
  UNION ALL
  SELECT debt.history, debt.item, greatest(day, issued), part.amount
  FROM debt JOIN part USING (history, item)
  WHERE kind = 'payment' AND binds AND day <= as_of
)
SELECT DISTINCT history, item, as_of, side, currency, obligor, due, grade, change.day,
  greatest(0, net - sum(amount) OVER (PARTITION BY history, item ORDER BY change.day)) AS owed
FROM change JOIN debt USING (history, item)
WHERE open
