-- i05 Work placement partners (WG §4.3): firms with a written agreement that were used for a work placement or
-- work practice at least once in the twelve months to 31 December. An integer, no decimals: each firm adds 1.
-- Every provider that reports adds 1 to the denominator, so that a county's figure is the mean per provider.
-- An agreement is one provider's, and a placement names the agreement that it was made under.
WITH used AS (
    SELECT DISTINCT placements.partner_id
    FROM placements
    JOIN codes ON codes.list = 'placement_types' AND codes.code = placements.placement_type
    WHERE codes."group" = 'practice'
        AND placements.placement_from <= make_date($year, 12, 31)
        AND (placements.placement_to IS NULL OR placements.placement_to >= make_date($year, 1, 1))
),
agreements AS (
    SELECT
        partners.row_id,
        partners.provider_id,
        CASE $partner_unit WHEN 'firm' THEN partners.firm_id WHEN 'site' THEN partners.partner_id END AS partner,
        coalesce(partners.is_written, false) AS is_written,
        used.partner_id IS NOT NULL AS is_used
    FROM partners
    LEFT JOIN used ON used.partner_id = partners.partner_id
)
SELECT min(row_id) AS row_id, provider_id, 'ALL' AS programme, 1 AS x, 0 AS w
FROM agreements
GROUP BY provider_id, partner
HAVING bool_or(is_written) AND bool_or(is_used)
UNION ALL
SELECT row_id, provider_id, 'ALL' AS programme, 0 AS x, 1 AS w
FROM providers
