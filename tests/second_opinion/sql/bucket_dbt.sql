-- floor(100 (15 B1 + 45 B2 + 75 B3 + 105 B4) / B)
SELECT history, sheet_path(side, currency, population, grades, 'bucket_dbt') AS path,
  shown(floor_div(
    100 * (bucket_days[1] * b1 + bucket_days[2] * b2 + bucket_days[3] * b3 + bucket_days[4] * b4),
    nullif(whole, 0)
  )) AS value
FROM bucket JOIN asked USING (history)
