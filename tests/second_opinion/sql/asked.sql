-- Definition `scope`: issued in (as_of - 24 months, as_of], the month's last day where the month is shorter.
SELECT
  request.history,
  request.as_of,
  greatest(0, day_of(date_of(request.as_of) - to_months(rules.window_months)) + 1) AS first_day,
  rules.*,
  eu_retail_amount_minor IS NOT NULL AS later
FROM request JOIN rules USING (rulebook)
