-- i08 Job acquisition (WG §4.6): of all who leave the programme, the share who go to a job (end causes F1 to F6).
-- Does not cover VTA and TIA.
SELECT
    row_id,
    provider_id,
    programme,
    CASE WHEN end_cause IN (
        SELECT code FROM codes
        WHERE list = 'end_causes' AND "group" = 'job'
            AND CASE $job_codes
                WHEN 'F1-F6' THEN true
                WHEN 'without_F6' THEN code <> 'F6'
                WHEN 'without_F5' THEN code <> 'F5'
                WHEN 'F1_only' THEN code = 'F1'
            END
    ) THEN 1 ELSE 0 END AS x,
    1 AS w
FROM exits
WHERE programme IN ('AVKL', 'APS', 'KIA', 'AB')
    AND ($exit_denominator = 'all_exits' OR is_completed)
