-- i12 Time before first start in working life (WG §4.10): how long after the start of AB, for those who left AB
-- and have had a start; with time_population = event_year those whose start fell in the year, still in or not.
-- A date before the start of AB is no time from it. Days here; the scale makes them weeks.
SELECT
    row_id,
    provider_id,
    programme,
    date_diff('day', start_date, first_start_date)
        + CASE $weeks WHEN 'exclusive' THEN 0 WHEN 'inclusive' THEN 1 END AS x,
    1 AS w
FROM spells
WHERE programme = 'AB'
    AND first_start_date >= start_date
    AND CASE $time_population
        WHEN 'exits' THEN row_id IN (SELECT row_id FROM exits)
        WHEN 'event_year' THEN year(first_start_date) = $year
    END
