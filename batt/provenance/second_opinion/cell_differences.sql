-- Cells of one indicator whose numerator or denominator is not the saved one, that only one side has, or whose
-- rows differ though their sum is the same.
SELECT
    unit_level,
    unit_id,
    programme,
    saved_cells.numerator,
    saved_cells.denominator,
    cells.numerator,
    cells.denominator
FROM (SELECT * FROM saved WHERE indicator = $indicator AND status <> 'not_applicable') AS saved_cells
FULL JOIN cells USING (unit_level, unit_id, programme)
WHERE saved_cells.numerator IS DISTINCT FROM cells.numerator
    OR saved_cells.denominator IS DISTINCT FROM cells.denominator
    OR saved_cells.indicator IS NULL
    OR cells.providers_n IS NULL
    OR (unit_level = 'provider' AND (unit_id, programme) IN (SELECT provider_id, programme FROM row_differences))
ORDER BY unit_level <> 'provider', unit_level <> 'county', unit_id, programme
