-- floor(100 sum a max(0, d) / sum a)
SELECT history, sheet_path(side, currency, population, grades, 'dbt') AS path,
  shown(floor_div(100 * sum(amount * greatest(0, late)), sum(amount))) AS value
FROM sheet LEFT JOIN weight USING (history, side, currency, population, grades)
GROUP BY history, side, currency, population, grades
