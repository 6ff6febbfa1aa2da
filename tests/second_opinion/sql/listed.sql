-- Which obligation is in which set of figures, as what.
SELECT position.*, population
FROM position, (VALUES ('headline'), ('including_disputed')) populations (population)
WHERE inside AND NOT claim AND (population = 'including_disputed' OR NOT contested)
