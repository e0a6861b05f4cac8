-- i03 Survey of the provider's own staff (WG §§4.1, 4.1.3): the mean over all answers to all nine questions.
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
        list_filter([e1, e2, e3, e4, e5, e6, e7, e8, e9], lambda answer: answer BETWEEN 1 AND 6) AS answers
    FROM answers_staff
)
WHERE len(answers) > 0
