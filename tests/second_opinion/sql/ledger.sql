-- "A side and currency stands in it if it has an obligation in the window (a claim too), or an open balance from before it",
-- by `tradeline-2` for its status, over all grades, or its utilisation alone; `scope` 4: for what an agent says of an account.
SELECT DISTINCT history, side, currency FROM obligation WHERE inside
UNION
SELECT DISTINCT history, side, currency FROM debt
UNION
SELECT DISTINCT history, side, currency FROM remembered WHERE grades = 'all'
UNION
SELECT DISTINCT history, side, currency FROM wholly_credited
UNION
SELECT DISTINCT history, side, currency FROM utilisation JOIN asked USING (history) WHERE later
UNION
SELECT DISTINCT history, side, currency FROM confirmed
