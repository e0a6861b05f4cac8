-- i10 Time spent in programme (WG §4.8): how long those who left were in it. Days here; the scale makes them weeks.
-- Does not cover VTA and TIA.
SELECT
    row_id,
    provider_id,
    programme,
    date_diff('day', start_date, end_date)
        + CASE $weeks WHEN 'exclusive' THEN 0 WHEN 'inclusive' THEN 1 END AS x,
    1 AS w
FROM exits
WHERE programme IN ('AVKL', 'APS', 'KIA', 'AB')
