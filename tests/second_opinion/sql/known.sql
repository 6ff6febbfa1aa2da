-- "What is dated after as_of is unknown."
SELECT observation.*, asked.* EXCLUDE (history)
FROM observation JOIN asked USING (history)
WHERE issued <= as_of
