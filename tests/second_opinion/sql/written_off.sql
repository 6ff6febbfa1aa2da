-- What is written off of an obligation by as_of, and since when.
SELECT history, item, sum(part.amount) AS amount, min(day) AS since
FROM part JOIN asked USING (history)
WHERE kind = 'write_off' AND day <= as_of
GROUP BY ALL
