-- The same macros for PostgreSQL; rendered into the query, never created in the database.
-- Displayed money may differ from DuckDB's in the last digit where a double lies within 1e-15 of a tie.
CREATE MACRO v_days_between(earlier, later) AS (later - earlier);
CREATE MACRO v_money(value) AS CAST(CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) AS BIGINT) * 0.0001 AS NUMERIC(18,4));
CREATE MACRO v_first_by(value, moment) AS (ARRAY_AGG(value ORDER BY moment))[1];
CREATE MACRO v_line_key(load_id, line) AS CONCAT('line ', load_id, '/', line);
CREATE MACRO v_bucket(id) AS CAST(CAST('x' || SUBSTR(MD5(CAST(id AS TEXT)), 1, 8) AS BIT(32)) AS BIGINT);
-- Half of the lower middle and half of the upper, as the others add it up: PERCENTILE_CONT goes from one
-- towards the other, which differs in the last bit.
CREATE MACRO v_median(value) AS (0.5 * PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY CAST(value AS DOUBLE PRECISION)) + 0.5 * PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY CAST(value AS DOUBLE PRECISION) DESC));
CREATE MACRO v_decimals(value, thousands, point) AS TRANSLATE(TO_CHAR(CAST(value AS NUMERIC), 'FM999,999,999,999,990.00'), ',.', CONCAT(thousands, point));
CREATE MACRO v_whole(value, thousands) AS REPLACE(TO_CHAR(CAST(value AS NUMERIC), 'FM999,999,999,999,990'), ',', thousands);
CREATE MACRO v_bytewise(key) AS key COLLATE "C";
CREATE MACRO v_word(value) AS lower(trim(COALESCE(value, '')) COLLATE "und-x-icu");
CREATE MACRO v_moment(value) AS CAST(value AS TIMESTAMP);
CREATE MACRO v_local(moment, zone) AS timezone(zone, moment);
CREATE MACRO v_trim(value) AS trim(value);
CREATE MACRO v_code(value) AS upper(trim(value));
CREATE MACRO v_month(day) AS CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INTEGER);
