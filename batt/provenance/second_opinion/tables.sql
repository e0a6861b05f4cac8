-- What the second opinion reads: columns of the clean tables, empty where a table was not delivered,
-- and facts of the registry. Dates are read as dates; only minutes are taken as the clean stage rounded them.

CREATE TABLE providers (row_id VARCHAR, provider_id VARCHAR, association VARCHAR, county VARCHAR);
CREATE TABLE provider_years (
    row_id VARCHAR, provider_id VARCHAR,
    health_q1 BOOLEAN, health_q2 BOOLEAN, health_q3 BOOLEAN, health_q4 BOOLEAN
);
CREATE TABLE provider_programme_years (
    row_id VARCHAR, provider_id VARCHAR, programme VARCHAR, health_q5 BOOLEAN, health_q6 BOOLEAN
);
CREATE TABLE spells (
    row_id VARCHAR, spell_id VARCHAR, participant_id VARCHAR, provider_id VARCHAR, programme VARCHAR,
    start_date DATE, end_date DATE, end_cause VARCHAR, is_completed BOOLEAN, nav_approved_date DATE,
    qualifications VARCHAR, first_start_date DATE, employed_date DATE
);
CREATE TABLE partners (
    row_id VARCHAR, partner_id VARCHAR, provider_id VARCHAR, firm_id VARCHAR, is_written BOOLEAN
);
CREATE TABLE placements (
    row_id VARCHAR, placement_id VARCHAR, spell_id VARCHAR, partner_id VARCHAR,
    placement_from DATE, placement_to DATE, has_follow_up BOOLEAN, placement_type VARCHAR
);
CREATE TABLE staff (
    row_id VARCHAR, staff_id VARCHAR, provider_id VARCHAR, role VARCHAR,
    is_in_rehabilitation BOOLEAN, is_on_programme BOOLEAN
);
CREATE TABLE training (
    row_id VARCHAR, staff_id VARCHAR, minutes BIGINT,
    is_paid_time BOOLEAN, is_own_time BOOLEAN, is_cost_covered BOOLEAN
);
CREATE TABLE answers_nav (
    row_id VARCHAR, provider_id VARCHAR,
    n1 BIGINT, n2 BIGINT, n3 BIGINT, n4 BIGINT, n5 BIGINT, n6 BIGINT, n7 BIGINT, n8 BIGINT, n9 BIGINT
);
CREATE TABLE answers_user (
    row_id VARCHAR, provider_id VARCHAR, programme VARCHAR, scale_points BIGINT,
    u1 BIGINT, u2 BIGINT, u3 BIGINT, u4 BIGINT, u5 BIGINT, u6 BIGINT, u7 BIGINT, u8 BIGINT
);
CREATE TABLE answers_staff (
    row_id VARCHAR, provider_id VARCHAR,
    e1 BIGINT, e2 BIGINT, e3 BIGINT, e4 BIGINT, e5 BIGINT, e6 BIGINT, e7 BIGINT, e8 BIGINT, e9 BIGINT
);
CREATE TABLE deliveries (provider_id VARCHAR, "table" VARCHAR, delivered BOOLEAN);

-- The registry: code lists, matrix A (which indicator covers which programme), the tables an indicator needs.
CREATE TABLE codes (list VARCHAR, code VARCHAR, "group" VARCHAR);
CREATE TABLE applies (indicator VARCHAR, programme VARCHAR);
CREATE TABLE needs (indicator VARCHAR, "table" VARCHAR);

-- What is compared with: the saved indicator table and the rows saved behind it.
CREATE TABLE saved (
    indicator VARCHAR, unit_level VARCHAR, unit_id VARCHAR, programme VARCHAR,
    numerator BIGINT, denominator BIGINT, status VARCHAR
);
CREATE TABLE saved_rows (
    indicator VARCHAR, row_id VARCHAR, provider_id VARCHAR, programme VARCHAR, x BIGINT, w BIGINT
);
