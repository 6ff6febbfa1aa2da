-- Section 3. "Over all obligations of the side and currency, disputed ones included, by amount net of credit notes."
WITH met AS (
  -- Since when the chain knows a counterparty, NULL if it does not.
  SELECT history, counterparty, min(day_recorded(recorded, utc_offset_minutes)) AS since
  FROM obligation GROUP BY ALL
),
both_sides AS (
  SELECT history, counterparty FROM obligation WHERE inside AND NOT claim
  GROUP BY ALL HAVING count(DISTINCT side) = 2
),
late_payment AS (
  -- "Excess of a payment: nothing."
  SELECT DISTINCT history, item
  FROM paid JOIN asked USING (history)
  WHERE grades = 'all'
    AND coalesce(day_recorded(recorded, utc_offset_minutes) - day > late_recorded_days, true)
),
judged AS (
  SELECT o.history, o.side, o.currency, o.net, o.credited, o.claim, o.disputed, o.related, o.counterparty,
    coalesce(day_recorded(coalesce(corrected, recorded), utc_offset_minutes) - o.issued > late_recorded_days, true)
      OR late_payment.item IS NOT NULL AS late_recorded,
    both_sides.counterparty IS NOT NULL AS reciprocal,
    coalesce(o.as_of - met.since < new_days, true) AS new,
    least(coalesce(written_off.amount, 0), net) AS written_off
  FROM obligation o
  JOIN met USING (history, counterparty)
  LEFT JOIN both_sides USING (history, counterparty)
  LEFT JOIN late_payment USING (history, item)
  LEFT JOIN written_off USING (history, item)
  WHERE o.inside
),
graded AS (
  SELECT history, side, currency,
    sum(paid + rest) FILTER (NOT claim AND grades = 'A') AS a,
    sum(paid + rest) FILTER (NOT claim AND grades = 'AB') AS ab,
    sum(rest) FILTER (claim AND grades = 'all' AND age > 0) AS overdue
  FROM position WHERE inside GROUP BY ALL
),
largest AS (
  SELECT history, side, currency, max(amount) AS amount
  FROM (
    SELECT history, side, currency, counterparty, sum(net) AS amount
    FROM judged WHERE NOT claim AND net > 0 GROUP BY ALL
  )
  GROUP BY ALL
),
summed AS (
  SELECT ledger.history, ledger.side, ledger.currency,
    count(net) FILTER (NOT claim AND net > 0) AS obligations,
    coalesce(sum(net) FILTER (NOT claim), 0::HUGEINT) AS amount,
    coalesce(sum(net) FILTER (NOT claim AND late_recorded), 0::HUGEINT) AS late_recorded,
    coalesce(sum(net) FILTER (NOT claim AND related), 0::HUGEINT) AS related,
    coalesce(sum(net) FILTER (NOT claim AND reciprocal), 0::HUGEINT) AS reciprocal,
    coalesce(sum(net) FILTER (NOT claim AND new), 0::HUGEINT) AS new,
    count(net) FILTER (NOT claim AND net > 0 AND disputed) AS disputes,
    coalesce(sum(net) FILTER (NOT claim AND disputed), 0::HUGEINT) AS disputed,
    count(net) FILTER (NOT claim AND net > 0 AND written_off > 0) AS write_offs,
    coalesce(sum(written_off) FILTER (NOT claim AND net > 0), 0::HUGEINT) AS written_off,
    count(net) FILTER (NOT claim AND credited > 0) AS credits,
    coalesce(sum(credited) FILTER (NOT claim), 0::HUGEINT) AS credited,
    count(net) FILTER (claim AND net > 0) AS claims,
    coalesce(sum(net) FILTER (claim), 0::HUGEINT) AS claimed
  FROM ledger LEFT JOIN judged USING (history, side, currency)
  GROUP BY ALL
)
SELECT history, ledger_path(side, currency, 'evidence/' || name) AS path, value
FROM summed
LEFT JOIN graded USING (history, side, currency)
LEFT JOIN largest USING (history, side, currency)
CROSS JOIN LATERAL (VALUES
  ('obligations', shown(obligations)),
  ('amount', shown(summed.amount)),
  ('grades/A', shown(basis_points(coalesce(a, 0), summed.amount))),
  ('grades/AB', shown(basis_points(coalesce(ab, 0), summed.amount))),
  ('late_recorded', shown(basis_points(late_recorded, summed.amount))),
  ('related', shown(basis_points(related, summed.amount))),
  ('reciprocal', shown(basis_points(reciprocal, summed.amount))),
  ('new', shown(basis_points(new, summed.amount))),
  ('largest', shown(basis_points(largest.amount, summed.amount))),
  ('disputed/obligations', shown(disputes)),
  ('disputed/share', shown(basis_points(disputed, summed.amount))),
  ('written_off/obligations', shown(write_offs)),
  ('written_off/amount', shown(written_off)),
  ('credited/obligations', shown(credits)),
  ('credited/amount', shown(credited)),
  ('claims/obligations', shown(claims)),
  ('claims/amount', shown(claimed)),
  ('claims/overdue', shown(coalesce(overdue, 0)))
) said (name, value)
