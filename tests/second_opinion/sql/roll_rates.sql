-- floor(10000 n_ij / n_i) over all pairs of month ends that follow each other, from the window's first day to as_of.
WITH stood AS (
  SELECT history, item, side, currency, population, grades, place, open, told,
    CASE WHEN open = 0 THEN 6 WHEN written_off THEN 5 WHEN last_day <= due THEN 0
      ELSE least(4, (last_day - due + 29) // 30) END AS state
  FROM month_end m, (VALUES ('headline'), ('including_disputed')) populations (population)
  WHERE inside AND NOT claim AND interest <> 'passed_on' AND ended
    AND (population = 'including_disputed' OR NOT contested)
    AND last_day >= (SELECT first_day FROM asked WHERE asked.history = m.history)
),
moved AS (
  SELECT earlier.* EXCLUDE (place, told), later.open AS left_open, later.state AS next_state
  FROM stood earlier JOIN stood later USING (history, item, side, currency, population, grades)
  WHERE later.place = earlier.place + 1 AND earlier.open > 0 AND later.told
),
row AS (
  SELECT history, side, currency, population, grades, state, count(*) AS obligations, sum(open) AS amount,
    list_transform(range(7), lambda j: len(list_filter(list(next_state), lambda s: s = j))) AS counts,
    [
      coalesce(sum(left_open) FILTER (next_state = 0), 0::HUGEINT),
      coalesce(sum(left_open) FILTER (next_state = 1), 0::HUGEINT),
      coalesce(sum(left_open) FILTER (next_state = 2), 0::HUGEINT),
      coalesce(sum(left_open) FILTER (next_state = 3), 0::HUGEINT),
      coalesce(sum(left_open) FILTER (next_state = 4), 0::HUGEINT),
      coalesce(sum(left_open) FILTER (next_state = 5), 0::HUGEINT),
      sum(open) - sum(left_open)
    ] AS amounts
  FROM moved GROUP BY ALL
)
SELECT history, sheet_path(side, currency, population, grades, 'roll_rates') AS path,
  '{' || coalesce(string_agg(
    '"' || ['current', '1-30', '31-60', '61-90', '91+', 'written_off'][state + 1]
    || '":{"obligations":' || obligations || ',"amount":' || amount
    || ',"by_count":' || numbers(list_transform(counts, lambda n: basis_points(n, obligations)))
    || ',"by_amount":' || numbers(list_transform(amounts, lambda n: basis_points(n, amount))) || '}', ','
  ), '') || '}' AS value
FROM sheet JOIN asked USING (history) LEFT JOIN row USING (history, side, currency, population, grades)
WHERE later
GROUP BY history, side, currency, population, grades
