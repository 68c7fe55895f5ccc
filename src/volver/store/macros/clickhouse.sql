-- The same macros for ClickHouse; rendered into the query, never created in a catalogue. Its embedded
-- build is asked every query by `make clickhouse`; the settings of the session stand in that test.
-- A column may be NULL only where its type says so, and a cast keeps to that. Texts are ordered by
-- their bytes. A sum of decimals keeps 256 bits before it is rounded.
CREATE MACRO v_days_between(earlier, later) AS dateDiff('day', earlier, later);
CREATE MACRO v_money(value) AS CAST(CAST(SIGN(value) * FLOOR(ABS(value) * toDecimal256(10000, 0) + toDecimal256('0.5', 1)) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4));
CREATE MACRO v_first_by(value, moment) AS argMin(value, moment);
CREATE MACRO v_line_key(load_id, line) AS CONCAT('line ', load_id, '/', line);
CREATE MACRO v_bucket(id) AS CAST(reinterpretAsUInt32(reverse(substring(MD5(CAST(id AS Nullable(String))), 1, 4))) AS Nullable(Int64));
CREATE MACRO v_median(value) AS quantileExactInclusive(CAST(value AS Nullable(DOUBLE)));
CREATE MACRO v_decimals(value, thousands, point) AS CONCAT(CASE WHEN value <= -0.005 THEN '-' ELSE '' END, replaceAll(reverse(trim(TRAILING ',' FROM replaceRegexpAll(reverse(toString(CAST(FLOOR(FLOOR(ABS(value) * 100 + 0.5) / 100) AS Nullable(Int64)))), '(\\d{3})', '\\1,'))), ',', thousands), point, leftPad(toString(CAST(FLOOR(ABS(value) * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0'));
CREATE MACRO v_whole(value, thousands) AS CONCAT(CASE WHEN value <= -0.5 THEN '-' ELSE '' END, replaceAll(reverse(trim(TRAILING ',' FROM replaceRegexpAll(reverse(toString(CAST(FLOOR(ABS(value) + 0.5) AS Nullable(Int64)))), '(\\d{3})', '\\1,'))), ',', thousands));
CREATE MACRO v_bytewise(key) AS key;
CREATE MACRO v_word(value) AS lowerUTF8(trimBoth(COALESCE(value, '')));
CREATE MACRO v_moment(value) AS CAST(value AS Nullable(DateTime64(6)));
CREATE MACRO v_local(moment, zone) AS CAST(toString(toTimeZone(moment, zone)) AS Nullable(DateTime64(6)));
CREATE MACRO v_trim(value) AS trimBoth(value);
CREATE MACRO v_code(value) AS upperUTF8(trimBoth(value));
CREATE MACRO v_month(day) AS CAST(toYear(day) * 12 + toMonth(day) - 1 AS Nullable(INTEGER));
