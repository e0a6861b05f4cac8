-- i02 User survey (WG §§4.1, 4.1.2): the mean over all answers to questions 1 to 8, separately per programme.
-- Question 9 is yes or no and has no part in it; a form with another scale than 1 to 6 is left out.
SELECT
    row_id,
    provider_id,
    programme,
    CASE $survey_mean
        WHEN 'pooled' THEN list_sum(answers)
        WHEN 'respondents' THEN list_sum(answers) * 2520 // len(answers)  -- 2520 can be divided by 1 to 9
    END AS x,
    CASE $survey_mean WHEN 'pooled' THEN len(answers) WHEN 'respondents' THEN 2520 END AS w
FROM (
    SELECT row_id, provider_id, programme,
        list_filter([u1, u2, u3, u4, u5, u6, u7, u8], lambda answer: answer BETWEEN 1 AND 6) AS answers
    FROM answers_user
    WHERE coalesce(scale_points, 6) = 6
)
WHERE len(answers) > 0
