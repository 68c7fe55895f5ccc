"""How the numbers of one column are written: found from its values, then read as SQL.

A comma or a point is either the decimal sign or a mark between thousands. One value may prove
which (0,85 or 1.234,50); 1.234 alone does not. The decimal sign is decided once for a column and
each sign of money in it, since a file may write £0.21 beside 0,85 €.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from volver.collect.sql import literal, one_of
from volver.domain.errors import BadInput
from volver.domain.money import MINOR_UNITS

DecimalSign = Literal["point", "comma"]
Value = tuple[int, str]
"""A line and the text that stands there."""

SIGN_CURRENCY = {"£": "GBP", "€": "EUR", "₹": "INR", "₺": "TRY", "ZŁ": "PLN", "R$": "BRL"}
"""Signs of one currency, in capitals. $, ¥ and KR are those of several and name none."""

NO_MONEY = ("E", "_")
"""What may stand within a number and is no sign of money: 1e5, 1_000."""
SIGNS = frozenset((*SIGN_CURRENCY, "$", "US$", "¥", "KR", *MINOR_UNITS))
UNCLEAR = "^[^0-9.,]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$"
"""A number with one mark before three digits, as SQL looks for it."""
_BLANKS = "[\\s\u00a0\u202f\u2009'’]"
MISSING = ("", "-", "null", "none", "n/a", "#n/a")
"""What files write where there is no number, in small letters. NaN is not among them."""
_SIGN = "[^0-9.,+()−-]+"
_MARKS: dict[DecimalSign, tuple[str, str]] = {"point": (",", "."), "comma": (".", ",")}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the numbers of a column are read.

    signs: the signs of money found around the numbers ('' where there is none), each with its
    decimal sign; None as long as no value has proved it.
    unclear: the first value, by sign, that could be read in two ways.
    """

    signs: Mapping[str, DecimalSign | None] = field(default_factory=lambda: {"": None})
    unclear: Mapping[str, Value] = field(default_factory=dict)
    parentheses_negative: bool = False

    @property
    def open_signs(self) -> list[str]:
        """Signs whose decimal sign nothing has proved yet."""
        return [sign for sign, decimal in self.signs.items() if decimal is None]


def decide(
    values: Iterable[Value],
    stated: DecimalSign | None,
    column: str,
    source: str,
    before: NumberFormat,
) -> NumberFormat:
    """The convention of a column, from some of its values and what was known before.

    >>> decide([(2, "1.234,50 €"), (3, "7")], None, "price", "o.csv", NumberFormat()).signs
    {'': None, '€': 'comma'}
    """
    signs = dict(before.signs)
    unclear = dict(before.unclear)
    proofs: dict[tuple[str, DecimalSign], Value] = {}
    for line, text in values:
        sign, body = _parts(text)
        if sign not in SIGNS and sign != "":
            continue
        signs.setdefault(sign, None)
        match stated or _proof(body):
            case "point" | "comma" as decimal:
                proofs.setdefault((sign, decimal), (line, text))
            case "unclear":
                unclear.setdefault(sign, (line, text))
            case _:
                pass
    for (sign, decimal), value in proofs.items():
        if signs[sign] not in (None, decimal):
            raise _conflict(sign, proofs, value, column, source)
        signs[sign] = decimal
    if stated:
        signs = dict.fromkeys(signs, stated)
    return NumberFormat(signs, unclear, before.parentheses_negative)


def settle(how: NumberFormat, column: str, source: str) -> NumberFormat:
    """The convention after the whole column was looked at; raises BadInput where it is unclear."""
    for sign in how.open_signs:
        if sign in how.unclear:
            line, text = how.unclear[sign]
            raise BadInput(
                what=f"{text[:40]!r} can be a number of thousands or one with three decimals,"
                f" and no value of column {column!r} proves which",
                where=f"{source}, line {line}, column {column}",
                next_step="Say what the decimal sign is: --decimal point or --decimal comma.",
            )
    signs = {sign: decimal or "point" for sign, decimal in how.signs.items()}
    return NumberFormat(signs, how.unclear, how.parentheses_negative)


def _parts(text: str) -> tuple[str, str]:
    """The sign of money around a number, in capitals, and the number."""
    bare = re.sub(_BLANKS, "", text)
    found = re.search(_SIGN, bare)
    if found is None:
        return "", bare.strip("-+−()")
    return found[0].upper(), bare.replace(found[0], "", 1).strip("-+−()")


def value_of(text: str, how: NumberFormat) -> float | None:
    """The number that a text stands for, as near as a sample needs it.

    >>> value_of("1.234,5 €", NumberFormat({"€": "comma"})), value_of("soon", NumberFormat())
    (1234.5, None)
    """
    sign, body = _parts(text)
    thousands, mark = _MARKS[how.signs.get(sign) or "point"]
    try:
        return float(body.replace(thousands, "").replace(mark, "."))
    except ValueError:
        return None


def _proof(body: str) -> DecimalSign | Literal["unclear"] | None:
    """What one number proves about the decimal sign.

    >>> [_proof(n) for n in ("0,85", "1.234.567", "1,234.50", "1.234", "12")]
    ['comma', 'comma', 'point', 'unclear', None]
    """
    marks = re.findall("[.,]", body)
    if not marks or not re.fullmatch("[0-9.,]+", body):
        return None
    last: DecimalSign = "comma" if marks[-1] == "," else "point"
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return "point" if last == "comma" else "comma"
    return "unclear" if re.fullmatch("[1-9][0-9]{0,2}[.,][0-9]{3}", body) else last


def _conflict(
    sign: str,
    proofs: Mapping[tuple[str, DecimalSign], Value],
    value: Value,
    column: str,
    source: str,
) -> BadInput:
    (first, text), *more = (found for (s, _), found in proofs.items() if s == sign)
    last, other = more[0] if more else (first, "")
    return BadInput(
        what=f"Column {column!r} writes decimals in two ways: {text!r} on line {first} and"
        f" {other!r} on line {last}"
        if more
        else f"Column {column!r} writes decimals in two ways: {text!r} on line {first}, unlike the"
        " values before it",
        where=f"{source}, line {value[0]}, column {column}",
        next_step="Say which holds: --decimal point or --decimal comma; the others are then"
        " rejected, never turned round.",
    )


def number_sql(text: str, how: NumberFormat, type_: str) -> str:
    """SQL: the number that a text stands for, NULL where it is none."""
    if how.signs.get("") == "comma":
        plain = f"CASE WHEN NOT contains({text}, '.') THEN replace({text}, ',', '.') END"
    else:
        plain = text
    cast = f"TRY_CAST({plain} AS {type_})"
    # Only what a cast refuses, such as 1,234.50 or €5, is worth a closer look at every character.
    return f"CASE WHEN {cast} IS NOT NULL THEN {cast} ELSE {_careful(text, how, type_)} END"


def sign_sql(text: str) -> str:
    """SQL: the sign of money around a number, in capitals; '' where there is none."""
    return f"upper(regexp_extract({_bare(text)}, {literal(_SIGN)}))"


def currency_of_sign_sql(text: str) -> str:
    """SQL: the currency that the sign around a number names; $ stands for itself."""
    names = {**SIGN_CURRENCY, "US$": "USD"}
    cases = "".join(f" WHEN {literal(sign)} THEN {literal(code)}" for sign, code in names.items())
    cases += "".join(f" WHEN {literal(mark)} THEN ''" for mark in NO_MONEY)
    return f"NULLIF(CASE {sign_sql(text)}{cases} ELSE {sign_sql(text)} END, '')"


def refusal_sql(text: str, field_name: str) -> str:
    """SQL: the rule that a text breaks which is no number."""
    bare = f"lower({_bare(text)})"
    return (
        f"CASE WHEN {text} IS NULL OR {one_of(bare, MISSING)}"
        f" THEN 'number_missing:{field_name}'"
        f" WHEN regexp_full_match({bare}, '[-+]?(nan|inf|infinity)')"
        f" THEN 'number_not_finite:{field_name}'"
        f" WHEN regexp_full_match({bare}, '[(].*[)]') THEN 'number_in_parentheses:{field_name}'"
        f" WHEN regexp_full_match({bare}, '[-+]?[0-9.,]*[0-9]([eE][-+]?[0-9]+)?')"
        f" AND TRY_CAST({bare} AS DOUBLE) IS NOT NULL THEN 'number_too_large:{field_name}'"
        f" ELSE 'number_unreadable:{field_name}' END"
    )


def _bare(text: str) -> str:
    return f"regexp_replace({text}, {literal(_BLANKS)}, '', 'g')"


def _careful(text: str, how: NumberFormat, type_: str) -> str:
    body = f"replace(regexp_replace({_bare(text)}, {literal(_SIGN)}, ''), '−', '-')"
    if how.parentheses_negative:
        body = f"regexp_replace({body}, '^[(]([^-]*)[)]$', '-\\1')"
    cases = "".join(
        f" WHEN {literal(sign)} THEN {_by_decimal(body, decimal or 'point', type_)}"
        for sign, decimal in how.signs.items()
    )
    return f"CASE {sign_sql(text)}{cases} END"


def _by_decimal(body: str, decimal: DecimalSign, type_: str) -> str:
    thousands, mark = _MARKS[decimal]
    shape = (
        f"[-+]?([0-9]{{1,3}}([{thousands}][0-9]{{2,3}})*[{thousands}][0-9]{{3}}|[0-9]*)"
        f"([{mark}][0-9]*)?"
    )
    digits = f"replace({body}, {literal(thousands)}, '')"
    number = digits if mark == "." else f"replace({digits}, ',', '.')"
    fits = f"regexp_full_match({body}, {literal(shape)})"
    return f"CASE WHEN {fits} THEN TRY_CAST({number} AS {type_}) END"
