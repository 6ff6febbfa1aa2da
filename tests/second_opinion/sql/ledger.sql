-- Each side and currency of which there is anything to say.
SELECT DISTINCT history, side, currency FROM obligation WHERE inside
UNION
SELECT DISTINCT history, side, currency FROM debt
