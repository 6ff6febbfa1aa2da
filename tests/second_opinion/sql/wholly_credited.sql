-- "Of the set's grade, issued by as_of, no claims, disputed or not, with credit notes by as_of that reach the amount, and that
-- were issued, or of which one of these notes is dated, or came to be known to the chain, since the first day of the first
-- month."
SELECT o.history, o.side, o.currency, grades, o.item
FROM obligation o
JOIN grade_set ON o.grade <= lowest
JOIN part ON part.history = o.history AND part.item = o.item AND part.kind = 'credit' AND part.day <= o.as_of
WHERE later AND NOT claim AND net = 0
GROUP BY ALL
HAVING max(greatest(issued, part.day, day_recorded(part.recorded, utc_offset_minutes)))
  >= any_value(first_of(month_of(as_of) - status_months + 1))
