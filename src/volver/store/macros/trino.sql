-- The same macros for Trino; rendered into the query, never created in a catalogue. Nobody has run them.
-- A number with a point is a decimal, DECIMAL alone means DECIMAL(38,0), and TIMESTAMP alone keeps milliseconds.
-- Texts are ordered by their bytes; a catalogue over a database that orders otherwise is asked by Trino to or not at all.
CREATE MACRO v_days_between(earlier, later) AS DATE_DIFF('DAY', earlier, later);
CREATE MACRO v_money(value) AS CAST(CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) AS BIGINT) * 0.0001 AS DECIMAL(18, 4));
CREATE MACRO v_first_by(value, moment) AS MIN_BY(value, moment);
CREATE MACRO v_line_key(load_id, line) AS CONCAT('line ', CAST(load_id AS VARCHAR), '/', CAST(line AS VARCHAR));
CREATE MACRO v_bucket(id) AS FROM_BASE(SUBSTR(TO_HEX(MD5(TO_UTF8(CAST(id AS VARCHAR)))), 1, 8), 16);
-- APPROX_PERCENTILE is another statistic and there is no exact one, so the values are put in order. One group's
-- values have to fit into the memory of one worker. Whole numbers divide to whole numbers there.
CREATE MACRO v_median(value) AS (CAST('0.5' AS DOUBLE) * ELEMENT_AT(ARRAY_SORT(ARRAY_AGG(CAST(value AS DOUBLE)) FILTER (WHERE NOT value IS NULL)), (COUNT(value) + 1) / 2) + CAST('0.5' AS DOUBLE) * ELEMENT_AT(ARRAY_SORT(ARRAY_AGG(CAST(value AS DOUBLE)) FILTER (WHERE NOT value IS NULL)), COUNT(value) / 2 + 1));
CREATE MACRO v_decimals(value, thousands, point) AS TRANSLATE(FORMAT('%,.2f', CAST(SIGN(value) * FLOOR(ABS(value) * 100 + 0.5) AS BIGINT) * 0.01), ',.', CONCAT(thousands, point));
CREATE MACRO v_whole(value, thousands) AS REPLACE(FORMAT('%,d', CAST(SIGN(value) * FLOOR(ABS(value) + 0.5) AS BIGINT)), ',', thousands);
CREATE MACRO v_bytewise(key) AS key;
-- Without the characters TRIM takes off every kind of white space.
CREATE MACRO v_word(value) AS LOWER(TRIM(BOTH ' ' FROM COALESCE(value, '')));
CREATE MACRO v_moment(value) AS CAST(value AS TIMESTAMP(6));
CREATE MACRO v_local(moment, zone) AS CAST(AT_TIMEZONE(moment, zone) AS TIMESTAMP(6));
CREATE MACRO v_trim(value) AS TRIM(BOTH ' ' FROM value);
CREATE MACRO v_code(value) AS UPPER(TRIM(BOTH ' ' FROM value));
CREATE MACRO v_month(day) AS CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INTEGER);
