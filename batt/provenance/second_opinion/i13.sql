-- i13 Time before employment (WG §4.11): how long after the start of AB the participant is employed, for those who
-- left AB for a job and have a date of employment; with time_population = event_year those who were employed in
-- the year, still in or gone to a job. A date before the start of AB is no time from it. Days here; the scale
-- makes them weeks.
SELECT
    row_id,
    provider_id,
    programme,
    date_diff('day', start_date, employed_date)
        + CASE $weeks WHEN 'exclusive' THEN 0 WHEN 'inclusive' THEN 1 END AS x,
    1 AS w
FROM spells
WHERE programme = 'AB'
    AND employed_date >= start_date
    AND CASE $time_population
        WHEN 'exits' THEN row_id IN (SELECT row_id FROM exits)
        WHEN 'event_year' THEN year(employed_date) = $year
    END
    AND (
        ($time_population = 'event_year' AND end_date IS NULL)
        OR end_cause IN (
            SELECT code FROM codes
            WHERE list = 'end_causes' AND "group" = 'job'
                AND CASE $job_codes
                    WHEN 'F1-F6' THEN true
                    WHEN 'without_F6' THEN code <> 'F6'
                    WHEN 'without_F5' THEN code <> 'F5'
                    WHEN 'F1_only' THEN code = 'F1'
                END
        )
    )
