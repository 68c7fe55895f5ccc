-- The same macros for Databricks, close to Spark's; rendered into the query, never created in a catalogue.
-- Nobody has run them there. The session's zone must be UTC: FROM_UTC_TIMESTAMP moves the clock that it shows.
CREATE MACRO v_days_between(earlier, later) AS CAST(DATEDIFF(DAY, earlier, later) AS BIGINT);
CREATE MACRO v_money(value) AS CAST(CAST(CASE WHEN value < 0 THEN -FLOOR(ABS(value) * 10000 + 0.5) ELSE FLOOR(value * 10000 + 0.5) END AS BIGINT) * 0.0001 AS DECIMAL(18, 4));
CREATE MACRO v_first_by(value, moment) AS MIN_BY(value, moment);
CREATE MACRO v_line_key(load_id, line) AS CONCAT('line ', CAST(load_id AS STRING), '/', CAST(line AS STRING));
CREATE MACRO v_bucket(id) AS CAST(CONV(SUBSTRING(MD5(CAST(id AS STRING)), 1, 8), 16, 10) AS BIGINT);
CREATE MACRO v_median(value) AS PERCENTILE(CAST(value AS DOUBLE), 0.5);
CREATE MACRO v_decimals(value, thousands, point) AS TRANSLATE(FORMAT_NUMBER(CAST(CASE WHEN value < 0 THEN -FLOOR(ABS(value) * 100 + 0.5) ELSE FLOOR(value * 100 + 0.5) END AS BIGINT) * 0.01, 2), ',.', CONCAT(thousands, point));
CREATE MACRO v_whole(value, thousands) AS REPLACE(FORMAT_NUMBER(CAST(CASE WHEN value < 0 THEN -FLOOR(ABS(value) + 0.5) ELSE FLOOR(value + 0.5) END AS BIGINT), 0), ',', thousands);
-- Bytes are the default. A column may have been given another order since runtime 16: name a view without one.
CREATE MACRO v_bytewise(key) AS key;
CREATE MACRO v_word(value) AS LOWER(TRIM(COALESCE(value, '')));
CREATE MACRO v_moment(value) AS CAST(value AS TIMESTAMP_NTZ);
CREATE MACRO v_local(moment, zone) AS CAST(FROM_UTC_TIMESTAMP(moment, zone) AS TIMESTAMP_NTZ);
CREATE MACRO v_trim(value) AS TRIM(value);
CREATE MACRO v_code(value) AS UPPER(TRIM(value));
CREATE MACRO v_month(day) AS CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INT);
