-- Rows of one indicator that only one side counts, or that the two count differently. A row that adds nothing to
-- numerator or denominator is no counted row; rows outside every cell (not delivered, programme not run) are none.
CREATE OR REPLACE TEMP TABLE row_differences AS
WITH ours AS (
    SELECT counted.provider_id, counted.programme, counted.row_id, sum(counted.x) AS x, sum(counted.w) AS w
    FROM counted
    JOIN cells
        ON cells.unit_level = 'provider' AND cells.unit_id = counted.provider_id
        AND cells.programme = counted.programme AND cells.denominator IS NOT NULL
    GROUP BY counted.provider_id, counted.programme, counted.row_id
    HAVING sum(counted.x) <> 0 OR sum(counted.w) <> 0
),
theirs AS (
    SELECT provider_id, programme, row_id, sum(saved_rows.x) AS x, sum(saved_rows.w) AS w
    FROM saved_rows
    WHERE indicator = $indicator
    GROUP BY provider_id, programme, row_id
    HAVING sum(saved_rows.x) <> 0 OR sum(saved_rows.w) <> 0
)
SELECT
    provider_id,
    programme,
    row_id,
    providers.county,
    theirs.x AS saved_x,
    theirs.w AS saved_w,
    ours.x AS x,
    ours.w AS w
FROM theirs
FULL JOIN ours USING (provider_id, programme, row_id)
LEFT JOIN providers USING (provider_id)
WHERE theirs.x IS DISTINCT FROM ours.x OR theirs.w IS DISTINCT FROM ours.w
