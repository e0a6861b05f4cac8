-- How many cells of one indicator either side has.
SELECT count(*)
FROM (SELECT * FROM saved WHERE indicator = $indicator AND status <> 'not_applicable') AS saved_cells
FULL JOIN cells USING (unit_level, unit_id, programme)
