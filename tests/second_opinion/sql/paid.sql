-- Each known payment in each set that can see it, with what it pays: "in order of day and cut where they complete the
-- amount", "payments of that grade or better come first"; a lower grade that binds the payee "fills what is then left".
WITH seen AS (
  SELECT
    o.history, o.item, sets.grades, o.net, o.due,
    part.day, part.place, part.amount, part.recorded,
    part.grade <= sets.lowest AS weighs
  FROM obligation o
  JOIN grade_set sets ON o.grade <= sets.lowest
  JOIN part ON part.history = o.history AND part.item = o.item AND part.kind = 'payment'
  WHERE part.day <= o.as_of AND (part.grade <= sets.lowest OR part.binds)
),
before AS (
  SELECT *,
    coalesce(sum(amount) OVER (
      PARTITION BY history, item, grades ORDER BY weighs DESC, day, place
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0::HUGEINT) AS already
  FROM seen
)
SELECT history, item, grades, weighs, day, day - due AS late, recorded, least(amount, net - already) AS amount
FROM before
WHERE already < net
