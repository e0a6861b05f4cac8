-- i11 Formal qualifications (WG §4.9): of those who leave KIA, the share with a trade certificate, a module or
-- partial goal, training candidate or certification. Several are possible; one is enough.
SELECT
    row_id,
    provider_id,
    programme,
    CASE WHEN list_has_any(
        string_split(coalesce(qualifications, ''), '|'),
        (SELECT list(code) FROM codes WHERE list = 'qualifications' AND "group" = 'formal')
    ) THEN 1 ELSE 0 END AS x,
    1 AS w
FROM exits
WHERE programme = 'KIA'
    AND ($exit_denominator = 'all_exits' OR is_completed)
