-- What the status string tells of: "issued since the first day of its first month, or with something open at the end of the
-- day before and followed beyond that day".
SELECT month_end.*
FROM month_end
SEMI JOIN (
  SELECT one.* FROM month_end one JOIN month_end before USING (history, item, grades)
  WHERE one.place = 1 AND before.place = 0 AND (one.issued >= one.first_day OR (before.open > 0 AND one.told))
) known USING (history, item, grades)
WHERE NOT claim AND place > 0
