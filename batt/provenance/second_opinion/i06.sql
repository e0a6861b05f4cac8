-- i06 Work placement participants (WG §4.4): of the programme's participants, the share who used a placement at
-- an outside firm, followed up by the provider. A person is one participant, however many courses.
WITH period AS (
    SELECT
        CASE $placement_population WHEN 'on_date' THEN make_date($year, 11, 1) ELSE make_date($year, 1, 1) END
            AS first_day,
        CASE $placement_population WHEN 'on_date' THEN make_date($year, 11, 1) ELSE make_date($year, 12, 31) END
            AS last_day
),
placed AS (
    SELECT DISTINCT placements.spell_id
    FROM placements
    JOIN codes ON codes.list = 'placement_types' AND codes.code = placements.placement_type
    CROSS JOIN period
    WHERE codes."group" = 'practice'
        AND placements.has_follow_up
        AND placements.placement_from <= last_day
        AND (placements.placement_to IS NULL OR placements.placement_to >= first_day)
)
SELECT
    min(spells.row_id) AS row_id,
    spells.provider_id,
    spells.programme,
    max(CASE WHEN placed.spell_id IS NULL THEN 0 ELSE 1 END) AS x,
    1 AS w
FROM spells
CROSS JOIN period
LEFT JOIN placed ON placed.spell_id = spells.spell_id
WHERE spells.start_date <= last_day
    AND (spells.end_date IS NULL OR spells.end_date >= first_day)
GROUP BY spells.provider_id, spells.programme, spells.participant_id
