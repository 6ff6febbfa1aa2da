-- G, what is written off is open; 1 to 7, by how many days late (at most 30, 60 .. 180, more); N, paid and nothing late; C,
-- nothing is open and something had been issued; else *. Of what is no longer told: no mark, "but no C either".
WITH marked AS (
  SELECT *, CASE WHEN told THEN greatest(late, CASE WHEN open > 0 THEN last_day - due END, 0) ELSE 0 END AS days
  FROM remembered
),
letter AS (
  SELECT history, side, currency, population, grades, place,
    CASE WHEN bool_or(told AND open > 0 AND written_off) THEN 'G'
      WHEN max(days) > 0 THEN least(7, (max(days) + 29) // 30)::VARCHAR
      WHEN bool_or(told AND payments > 0) THEN 'N'
      WHEN bool_and(told AND open = 0) AND bool_or(issued <= last_day) THEN 'C'
      ELSE '*' END AS letter
  FROM marked, (VALUES ('headline'), ('including_disputed')) populations (population)
  WHERE population = 'including_disputed' OR NOT contested
  GROUP BY ALL
),
months AS (
  SELECT history, side, currency, population, grades, string_agg(coalesce(letter, '*'), '' ORDER BY place) AS months
  FROM sheet JOIN asked USING (history) CROSS JOIN range(1, 61) places (place)
  LEFT JOIN letter USING (history, side, currency, population, grades, place)
  WHERE later
  GROUP BY ALL
),
counted AS (
  SELECT history, side, currency, grades,
    count(DISTINCT item) AS obligations, count(DISTINCT item) FILTER (contested) AS disputed
  FROM remembered GROUP BY ALL
),
credited AS (
  SELECT history, side, currency, grades, count(*) AS credited FROM wholly_credited GROUP BY ALL
)
SELECT history, sheet_path(side, currency, population, grades, 'status') AS path,
  '{"months":"' || months || '","obligations":'
  || (coalesce(obligations, 0) - CASE population WHEN 'headline' THEN coalesce(disputed, 0) ELSE 0 END)
  || ',"disputed":' || CASE population WHEN 'headline' THEN coalesce(disputed, 0) ELSE 0 END
  || ',"credited":' || coalesce(credited, 0) || '}' AS value
FROM months
LEFT JOIN counted USING (history, side, currency, grades)
LEFT JOIN credited USING (history, side, currency, grades)
