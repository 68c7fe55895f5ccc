-- What each line cost, where nothing but the lines themselves can say so.
SELECT lines.*, FALSE AS is_by_product
FROM lines
