SELECT history, ledger_path(side, currency, 'utilisation/' || sets.grades) AS path,
  CASE WHEN facilities IS NULL THEN 'null'
    ELSE '{"facilities":' || facilities || ',"limit":' || allowed || ',"drawn":' || drawn
      || ',"current":' || shown(current) || ',"peak":' || shown(peak) || ',"weighted":' || shown(weighted) || '}'
  END AS value
FROM ledger JOIN asked USING (history) CROSS JOIN (VALUES ('AB'), ('all')) sets (grades)
LEFT JOIN utilisation u USING (history, side, currency, grades)
WHERE later
