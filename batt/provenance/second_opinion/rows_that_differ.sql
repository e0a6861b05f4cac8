-- The differing rows of one indicator, in order.
SELECT provider_id, programme, row_id, county, saved_x, saved_w, x, w
FROM row_differences
ORDER BY provider_id, programme, row_id
