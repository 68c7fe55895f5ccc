-- The same macros for BigQuery; rendered into the query, never created in the project. Nobody has run them.
-- DECIMAL(18,4) becomes NUMERIC, with nine digits behind the point: nothing rounds to four but v_money, and no
-- query of ours asks a cast to. A number with a point is a double: a parameter that is a Decimal would be one, too,
-- and no query of ours has one.
-- Whole numbers are all INT64, so an adapter brings INTEGER to 32 bits. A TIMESTAMP has a zone; DATETIME has none.
CREATE MACRO v_days_between(earlier, later) AS DATE_DIFF(later, earlier, DAY);
CREATE MACRO v_money(value) AS (CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + NUMERIC '0.5') AS NUMERIC) * NUMERIC '0.0001');
CREATE MACRO v_first_by(value, moment) AS MIN_BY(value, moment);
CREATE MACRO v_line_key(load_id, line) AS CONCAT('line ', CAST(load_id AS STRING), '/', CAST(line AS STRING));
CREATE MACRO v_bucket(id) AS CAST(CONCAT('0x', SUBSTRING(TO_HEX(MD5(CAST(id AS STRING))), 1, 8)) AS INT64);
-- PERCENTILE_CONT is for windows alone and APPROX_QUANTILES another statistic, so the values are put in order.
-- One group's values have to fit into the memory of one worker.
CREATE MACRO v_median(value) AS (0.5 * ARRAY_AGG(CAST(value AS FLOAT64) IGNORE NULLS ORDER BY CAST(value AS FLOAT64))[SAFE_OFFSET(DIV((COUNT(value) - 1), 2))] + 0.5 * ARRAY_AGG(CAST(value AS FLOAT64) IGNORE NULLS ORDER BY CAST(value AS FLOAT64))[SAFE_OFFSET(DIV(COUNT(value), 2))]);
-- Only whole numbers are parted by thousands: the cents are written by themselves.
CREATE MACRO v_decimals(value, thousands, point) AS CONCAT(CASE WHEN value < 0 AND ABS(value) * 100 + NUMERIC '0.5' >= 1 THEN '-' ELSE '' END, REPLACE(FORMAT("%'d", DIV(CAST(FLOOR(ABS(value) * 100 + NUMERIC '0.5') AS INT64), 100)), ',', thousands), point, LPAD(CAST(MOD(CAST(FLOOR(ABS(value) * 100 + NUMERIC '0.5') AS INT64), 100) AS STRING), 2, '0'));
CREATE MACRO v_whole(value, thousands) AS REPLACE(FORMAT("%'d", CAST(SIGN(value) * FLOOR(ABS(value) + NUMERIC '0.5') AS INT64)), ',', thousands);
-- Bytes are the default, but a column may have been given another order: the empty one takes it away.
CREATE MACRO v_bytewise(key) AS COLLATE(key, '');
-- Without the second argument TRIM takes off every kind of white space.
CREATE MACRO v_word(value) AS LOWER(TRIM(COALESCE(value, ''), ' '));
CREATE MACRO v_moment(value) AS CAST(value AS DATETIME);
CREATE MACRO v_local(moment, zone) AS DATETIME(moment, zone);
CREATE MACRO v_trim(value) AS TRIM(value, ' ');
CREATE MACRO v_code(value) AS UPPER(TRIM(value, ' '));
CREATE MACRO v_month(day) AS CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INT64);
