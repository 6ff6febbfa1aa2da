-- "Weights (a, d): each payment with the days from due day to payment, early ones too; the unpaid rest with the days from
-- due day to as_of, once as_of is past the due day."
SELECT l.history, l.side, l.currency, l.population, l.grades, l.item, l.counterparty, paid.late, paid.amount
FROM listed l JOIN paid USING (history, item, grades)
WHERE paid.weighs
UNION ALL
SELECT history, side, currency, population, grades, item, counterparty, age, rest
FROM listed
WHERE rest > 0 AND age > 0
