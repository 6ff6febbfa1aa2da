-- What each agent says of each month, of the last 24 that have ended: "the last counts, in the order in which they were said",
-- of those that "the chain knew on the month's last day or later"; "the accounts of one agent are added".
WITH word AS (
  SELECT history, side, currency, agent, turned.month, arg_max(amount, place) AS amount
  FROM turned JOIN asked USING (history)
  WHERE turned.month <= as_of
    AND month_of(turned.month) >= month_of(as_of + 1) - coverage_months
    AND coalesce(day_recorded(recorded, utc_offset_minutes) >= turned.month, true)
  GROUP BY history, side, currency, agent, tradeline, turned.month
)
SELECT history, side, currency, agent, month_of(month) AS month, sum(amount) AS amount
FROM word
GROUP BY ALL
