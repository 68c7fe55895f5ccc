"""One spelling for each customer and each order: what spreadsheets and exports do to numbers."""

from volver.collect.sql import literal, one_of
from volver.collect.stage import Kind

MISSING = (
    "",
    "null",
    "none",
    "n/a",
    "na",
    "#n/a",
    "nan",
    "nat",
    "0",
    "-",
    "--",
    "(none)",
    "undefined",
)
"""What files write where there is no customer, in small letters."""

_TIDY = "[A-Za-z0-9_-]*[1-9][A-Za-z0-9_-]*|[A-Za-z0-9]+[-_][A-Za-z0-9_-]*[A-Za-z0-9]"
"""Letters and digits that are none of `MISSING`: no word of it has a digit but 0, or two parts."""
_BLANKS = " \t\r\n\u00a0\u202f\u2009\u200b\ufeff"
_FORMULA = '^="(.*)"$'
_WHOLE = r"^(-?[0-9]+)[.]0+$"


def is_tidy_sql(text: str) -> str:
    """SQL: whether a text is an id that needs nothing done; NULL for NULL."""
    return f"regexp_full_match({text}, {literal(_TIDY)})"


def id_sql(text: str) -> str:
    """SQL: an identifier without the marks of its journey, NULL where there is none.

    Blanks around it go, ="123" and 123.0 become 123. Most ids need none of this, so a text of
    letters and digits is taken as it stands before anything dearer is asked.
    """
    trimmed = f"trim({text}, {literal(_BLANKS)})"
    unwrapped = f"regexp_replace({trimmed}, {literal(_FORMULA)}, '\\1')"
    whole = f"regexp_replace({unwrapped}, {literal(_WHOLE)}, '\\1')"
    return (
        f"CASE WHEN {is_tidy_sql(text)} THEN {text}"
        f" WHEN NOT {one_of(f'lower({whole})', MISSING)} THEN {whole} END"
    )


def number_id_sql(number: str, kind: Kind) -> str:
    """SQL: an identifier held as a number; 0 is none."""
    match kind:
        case "whole":
            return f"NULLIF({number}, 0)"
        case "float":
            return f"CASE WHEN isfinite({number}) THEN NULLIF(TRY_CAST({number} AS BIGINT), 0) END"
        case _:
            return f"NULLIF(TRY_CAST({number} AS BIGINT), 0)"
