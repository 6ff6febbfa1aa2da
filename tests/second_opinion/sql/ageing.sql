SELECT history, sheet_path(side, currency, population, grades, 'ageing/' || name) AS path, shown(open) AS value
FROM (
  UNPIVOT (SELECT history, side, currency, population, grades,
    b0 AS "current", b1 AS "1-30", b2 AS "31-60", b3 AS "61-90", b4 AS "91+" FROM bucket)
  ON "current", "1-30", "31-60", "61-90", "91+" INTO NAME name VALUE open
)
