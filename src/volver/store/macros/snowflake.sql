-- The same macros for Snowflake; rendered into the query, never created in the account. Nobody has run them.
-- Names are in quotes, so results come in lower case and tables of ours have to be created so.
-- The session needs TIMEZONE = 'UTC' and DATE_OUTPUT_FORMAT = 'YYYY-MM-DD', in which a date becomes a text.
-- Whole numbers are all NUMBER(38,0), a TIMESTAMP_NTZ has nanoseconds: an adapter brings both to the query's types.
CREATE MACRO v_days_between(earlier, later) AS DATEDIFF(DAY, earlier, later);
CREATE MACRO v_money(value) AS CAST(CAST(SIGN(value) * FLOOR(ABS(value) * 10000 + 0.5) AS NUMBER(38, 0)) * 0.0001 AS NUMBER(18, 4));
CREATE MACRO v_first_by(value, moment) AS MIN_BY(value, moment);
CREATE MACRO v_line_key(load_id, line) AS CONCAT('line ', CAST(load_id AS VARCHAR), '/', CAST(line AS VARCHAR));
CREATE MACRO v_bucket(id) AS TO_NUMBER(SUBSTRING(MD5(CAST(id AS VARCHAR)), 1, 8), 'XXXXXXXX');
-- How the two in the middle are averaged is not documented: the last bit may differ.
CREATE MACRO v_median(value) AS CAST(MEDIAN(CAST(value AS DOUBLE)) AS DOUBLE);
-- FM leaves out the blanks before a number; TRIM sees to it where an empty sign leaves one.
CREATE MACRO v_decimals(value, thousands, point) AS TRANSLATE(TRIM(TO_CHAR(CAST(SIGN(value) * FLOOR(ABS(value) * 100 + 0.5) AS NUMBER(38, 0)) * 0.01, 'FM999,999,999,999,999,990.00')), ',.', CONCAT(thousands, point));
CREATE MACRO v_whole(value, thousands) AS REPLACE(TRIM(TO_CHAR(CAST(SIGN(value) * FLOOR(ABS(value) + 0.5) AS NUMBER(38, 0)), 'FM999,999,999,999,999,990')), ',', thousands);
-- Bytes are the default, but a column may have been given another order. Where its collation also makes
-- unequal texts equal, customers are grouped by it: name a view without one.
CREATE MACRO v_bytewise(key) AS COLLATE(key, 'utf8');
CREATE MACRO v_word(value) AS LOWER(TRIM(COALESCE(value, '')));
CREATE MACRO v_moment(value) AS CAST(value AS TIMESTAMP_NTZ(6));
-- With two arguments it gives a moment with a zone, and the cast keeps what its clock shows.
CREATE MACRO v_local(moment, zone) AS CAST(CONVERT_TIMEZONE(zone, moment) AS TIMESTAMP_NTZ(6));
CREATE MACRO v_trim(value) AS TRIM(value);
CREATE MACRO v_code(value) AS UPPER(TRIM(value));
CREATE MACRO v_month(day) AS CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INTEGER);
