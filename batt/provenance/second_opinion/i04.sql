-- i04 Staff training (WG §4.2): training in paid working time per person who contributes to the rehabilitation
-- work. Ordinary production staff are not such persons. Minutes here; the scale makes them days of 7.5 hours.
SELECT
    staff.row_id,
    staff.provider_id,
    'ALL' AS programme,
    coalesce(sum(training.minutes), 0) AS x,
    1 AS w
FROM staff
LEFT JOIN training
    ON training.staff_id = staff.staff_id
    AND (
        training.is_paid_time
        OR ($training_hours = 'with_own_time' AND training.is_own_time AND training.is_cost_covered)
    )
WHERE staff.is_in_rehabilitation
    AND staff.role IS DISTINCT FROM 'PRODUKSJON'
    AND ($staff_denominator = 'headcount' OR staff.is_on_programme IS NOT TRUE)
GROUP BY staff.row_id, staff.provider_id
