-- `ifrs9` and `prc`: by the days past due of an obligor's oldest open debt; "since: the day on which it passed that number".
WITH oldest AS (
  SELECT history, side, currency, obligor, min(due) AS due
  FROM debt WHERE owed > 0
  GROUP BY ALL
),
level AS (
  SELECT history, 'ifrs9' AS clock, 2 AS level, ifrs_days[1] + 1 AS days FROM asked
  UNION ALL SELECT history, 'ifrs9', 3, ifrs_days[2] FROM asked
  UNION ALL SELECT history, 'prc', 2, 1 FROM asked
  UNION ALL SELECT history, 'prc', 3, prc_days[1] + 1 FROM asked
  UNION ALL SELECT history, 'prc', 4, prc_days[2] + 1 FROM asked
  UNION ALL SELECT history, 'prc', 5, prc_days[3] + 1 FROM asked
)
SELECT history, side, currency, obligor, clock, max(level) AS level, arg_max(due + days, level) AS since
FROM oldest JOIN level USING (history) JOIN asked USING (history)
WHERE due + days <= as_of
GROUP BY history, side, currency, obligor, clock
