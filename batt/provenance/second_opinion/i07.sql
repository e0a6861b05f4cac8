-- i07 Health (WG §4.5): the share of yes to six questions, four about the company and two about the programme.
-- Where one of the six is not answered there is no figure: a missing answer is not a no.
WITH forms AS (
    SELECT
        form.row_id AS programme_row_id,
        company.row_id AS company_row_id,
        run.provider_id,
        run.programme,
        [health_q1, health_q2, health_q3, health_q4] AS of_company,
        [health_q5, health_q6] AS of_programme
    FROM (
        SELECT provider_id, programme FROM provider_programme_years
        UNION
        SELECT provider_id, programme FROM spells
    ) AS run
    LEFT JOIN provider_programme_years AS form
        ON form.provider_id = run.provider_id AND form.programme = run.programme
    LEFT JOIN provider_years AS company ON company.provider_id = run.provider_id
),
answers AS (
    SELECT *, len(list_filter(of_company || of_programme, lambda answer: answer IS NULL)) = 0 AS is_complete
    FROM forms
),
questions AS (
    SELECT company_row_id AS row_id, provider_id, programme, is_complete, unnest(of_company) AS answer
    FROM answers
    UNION ALL
    SELECT programme_row_id, provider_id, programme, is_complete, unnest(of_programme)
    FROM answers
)
SELECT
    row_id,
    provider_id,
    programme,
    CASE WHEN is_complete THEN answer::INTEGER END AS x,
    CASE WHEN is_complete THEN 1 END AS w
FROM questions
