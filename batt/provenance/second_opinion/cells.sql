-- From the rows of one indicator (table counted) to its numerators and denominators, for provider, county, country.
-- Read for every indicator after its own file.
-- A provider has a cell for each programme it runs (for the whole company where the indicator is not split).
-- NULL: not delivered, or the rows cannot be decided; 0 and 0: delivered, and nobody to count.
CREATE OR REPLACE TEMP TABLE cells AS
WITH run AS (
    SELECT provider_id, 'ALL' AS programme FROM providers WHERE $level = 'provider'
    UNION
    SELECT run.provider_id, run.programme
    FROM (
        SELECT provider_id, programme FROM spells
        UNION
        SELECT provider_id, programme FROM provider_programme_years
    ) AS run
    JOIN applies ON applies.programme = run.programme AND applies.indicator = $indicator
    WHERE $level = 'programme'
),
delivered AS (
    SELECT providers.provider_id
    FROM providers
    WHERE NOT EXISTS (
        SELECT 1 FROM needs
        LEFT JOIN deliveries
            ON deliveries.provider_id = providers.provider_id AND deliveries."table" = needs."table"
        WHERE needs.indicator = $indicator AND deliveries.delivered IS NOT TRUE
    )
),
provider_cells AS (
    SELECT
        providers.provider_id,
        providers.county,
        CASE $forening
            WHEN 'all' THEN true
            ELSE providers.association IN ($forening, 'BEGGE')
        END AS is_member,
        run.programme,
        CASE WHEN delivered.provider_id IS NULL THEN NULL
            WHEN count(counted.programme) = 0 THEN 0 ELSE sum(counted.x) END AS numerator,
        CASE WHEN delivered.provider_id IS NULL THEN NULL
            WHEN count(counted.programme) = 0 THEN 0 ELSE sum(counted.w) END AS denominator
    FROM run
    JOIN providers ON providers.provider_id = run.provider_id
    LEFT JOIN delivered ON delivered.provider_id = run.provider_id
    LEFT JOIN counted ON counted.provider_id = run.provider_id AND counted.programme = run.programme
    GROUP BY providers.provider_id, providers.county, providers.association, run.programme, delivered.provider_id
)
SELECT 'provider' AS unit_level, provider_id AS unit_id, programme, numerator, denominator, 1 AS providers_n
FROM provider_cells
WHERE is_member
UNION ALL
SELECT 'county', county, programme, sum(numerator), sum(denominator), count(*)
FROM provider_cells
WHERE is_member
GROUP BY county, programme
UNION ALL
SELECT 'country', 'NO', programme, sum(numerator), sum(denominator), count(*)
FROM provider_cells
WHERE is_member
GROUP BY programme
