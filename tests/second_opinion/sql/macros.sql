-- Integers only. `//` cuts toward zero, and the page floors.
CREATE MACRO floor_div(a, b) AS a // b - CASE WHEN a % b <> 0 AND (a < 0) <> (b < 0) THEN 1 ELSE 0 END;
CREATE MACRO basis_points(part, whole) AS floor_div(10000::HUGEINT * part, nullif(whole, 0));

-- A day is a number since 1970-01-01; months are the calendar's.
CREATE MACRO date_of(day) AS DATE '1970-01-01' + day::INTEGER;
CREATE MACRO day_of(date) AS (date::DATE - DATE '1970-01-01')::INTEGER;
CREATE MACRO month_of(day) AS year(date_of(day)) * 12 + month(date_of(day)) - 1;
CREATE MACRO first_of(month) AS day_of(make_date((month // 12)::INTEGER, (month % 12 + 1)::INTEGER, 1));
CREATE MACRO month_name(month) AS
  (month // 12)::VARCHAR || '-' || lpad((month % 12 + 1)::VARCHAR, 2, '0');

-- The day of a block's time in the rulebook's zone.
CREATE MACRO day_recorded(clock, offset_minutes) AS
  floor_div(clock + offset_minutes * 60, 86400)::INTEGER;

-- What a row of the output says, and where.
CREATE MACRO shown(value) AS coalesce(value::VARCHAR, 'null');
CREATE MACRO numbers(items) AS '[' || coalesce(array_to_string(items, ','), '') || ']';
CREATE MACRO sheet_path(side, currency, population, grades, name) AS
  'sides/' || side || '/' || currency || '/' || population || '/' || grades || '/' || name;
CREATE MACRO ledger_path(side, currency, name) AS 'sides/' || side || '/' || currency || '/' || name;
