-- Who left in the year: one row per exit that is counted. With count_unit = persons it is each person's last
-- exit from the programme at the provider. Read by i08 to i13.
CREATE OR REPLACE TEMP TABLE exits AS
SELECT *
FROM spells
WHERE end_date BETWEEN make_date($year, 1, 1) AND make_date($year, 12, 31)
QUALIFY $count_unit = 'spells' OR row_number() OVER (
    PARTITION BY provider_id, programme, participant_id
    ORDER BY end_date DESC, start_date DESC, spell_id DESC
) = 1
