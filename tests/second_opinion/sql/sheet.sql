-- A side and currency has six sets of figures.
SELECT ledger.*, population, grades
FROM ledger, (VALUES ('headline'), ('including_disputed')) populations (population), grade_set
