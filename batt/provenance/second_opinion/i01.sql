-- i01 NAV survey (WG §§4.1, 4.1.1): the mean over all answers to all nine questions, from NAV or another customer.
-- A respondent adds the sum of the answers 1 to 6 and their number; 7 is "don't know", no answer.
SELECT
    row_id,
    provider_id,
    'ALL' AS programme,
    CASE $survey_mean
        WHEN 'pooled' THEN list_sum(answers)
        WHEN 'respondents' THEN list_sum(answers) * 2520 // len(answers)  -- 2520 can be divided by 1 to 9
    END AS x,
    CASE $survey_mean WHEN 'pooled' THEN len(answers) WHEN 'respondents' THEN 2520 END AS w
FROM (
    SELECT row_id, provider_id,
        list_filter([n1, n2, n3, n4, n5, n6, n7, n8, n9], lambda answer: answer BETWEEN 1 AND 6) AS answers
    FROM answers_nav
)
WHERE len(answers) > 0
