-- i09 Exits to active solutions (WG §4.7): of all who leave the programme, the share who go to self-financed
-- education (A1), or to another programme (A2) or treatment (A3) that NAV approved on or before the last day.
-- Does not cover VTA and TIA.
SELECT
    row_id,
    provider_id,
    programme,
    CASE
        WHEN end_cause = 'A1' THEN 1
        WHEN end_cause IN ('A2', 'A3') AND nav_approved_date <= end_date THEN 1
        ELSE 0
    END AS x,
    1 AS w
FROM exits
WHERE programme IN ('AVKL', 'APS', 'KIA', 'AB')
    AND ($exit_denominator = 'all_exits' OR is_completed)
