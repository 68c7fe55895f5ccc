"""Whether a rule says what can be asked: known fields, operators and values, and not too many.

Every rule passes here before a query is made of it, whoever wrote it: as text, as tables, or in
Python.
"""

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from volver.domain.errors import BadInput
from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Operator, Rule, Value
from volver.domain.segment_fields import BY_NAME, FIELDS, Field, Kind

MOST_CONDITIONS = 500
"""In one rule, those of the segments that it names included."""
DEEPEST = 20
"""Groups within each other, segments that name segments included."""
LONGEST_TEXT = 200
MOST_CHOICES = 200
LONGEST_WINDOW = 36_525
COMPARISONS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    "whole": (*COMPARISONS, "in", "is missing"),
    "number": (*COMPARISONS, "is missing"),
    "day": (*COMPARISONS, "is missing"),
    "text": ("=", "!=", "in", "is missing"),
    "truth": ("is true", "is missing"),
    "either": (*COMPARISONS, "in", "is missing"),
}
WANTED: dict[Kind, str] = {
    "whole": "a whole number",
    "number": "a number",
    "day": "a day such as 2024-01-31",
    "text": 'a text in quotes such as "search"',
    "truth": "nothing: the name alone asks whether it is so",
    "either": 'a number or a text in quotes such as "gold"',
}
LIMITS = {
    "share": (0.0, 1.0),
    "days": (0.0, 100_000.0),
    "count": (0.0, 1e9),
    "money": (-1e12, 1e12),
}
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def check(rule: Rule, known: Collection[str] = (), where: str = "the rule") -> Rule:
    """The rule, if each part of it can be asked; BadInput otherwise.

    known: names of segments.
    """
    waiting, count = [(rule, 1)], 0
    while waiting:
        part, depth = waiting.pop()
        match part:
            case Condition():
                condition(part, where)
                count += 1
            case InSegment(name):
                check_segment(name, known, where)
                count += 1
            case Not(inner):
                check_depth(depth, where)
                waiting.append((inner, depth + 1))
            case All(parts) | AnyOf(parts) if len(parts) > 0:
                check_depth(depth, where)
                waiting += [(inner, depth + 1) for inner in parts]
            case _:
                raise empty(where)
        check_count(count + len(waiting), where)
    return rule


def empty(where: str) -> BadInput:
    """An empty rule; it never means everybody."""
    return BadInput(
        what="The rule is empty, and an empty rule means nobody",
        where=where,
        next_step="Say who is meant, such as: orders >= 1, which is everybody who has ordered.",
    )


def check_depth(depth: int, where: str) -> None:
    """Raise BadInput where groups lie too deep within each other."""
    if depth > DEEPEST:
        raise BadInput(
            what=f"The rule has more than {DEEPEST} groups within each other",
            where=where,
            next_step='Give a part of it a name as a segment, and say: in segment "NAME".',
        )


def check_count(count: int, where: str) -> None:
    """Raise BadInput where a rule has too many parts."""
    if count > MOST_CONDITIONS:
        raise BadInput(
            what=f"The rule has more than {MOST_CONDITIONS} conditions",
            where=where,
            next_step="Use `in (…)` for many values, or bring the list as an attribute.",
        )


def check_segment(name: object, known: Collection[str], where: str) -> None:
    """Raise BadInput where no segment has the name."""
    if not isinstance(name, str) or name not in known:
        near = _nearest(name, known)
        raise BadInput(
            what=f"There is no segment called {shown(name)}",
            where=where,
            next_step=f"Did you mean {near}?"
            if near
            else "Write it in volver.toml under [segments], or name one that is there.",
        )


def known_field(name: object, where: str) -> Field:
    """The field of a name; BadInput with the nearest one where there is none."""
    if isinstance(name, str) and name in BY_NAME:
        return BY_NAME[name]
    near = _nearest(name, BY_NAME)
    raise BadInput(
        what=f"Rules do not know the field {shown(name)}",
        where=where,
        next_step=f"Did you mean {near}?"
        if near
        else f"Use one of: {', '.join(field.name for field in FIELDS)}.",
    )


def condition(asked: Condition, where: str) -> Condition:
    """The condition with its values in the type of its field; BadInput where they do not fit."""
    field = known_field(asked.field, where)
    _check_of(field, asked.of, where)
    _check_days(field, asked.days, where)
    operators = OPERATORS[field.kind]
    if asked.operator not in operators:
        raise BadInput(
            what=f"{field.name} cannot be asked with {shown(asked.operator)}",
            where=where,
            next_step=f"Use one of: {', '.join(operators)}.",
        )
    values = asked.values
    few = 0 if asked.operator.startswith("is ") else 1
    most = MOST_CHOICES if asked.operator == "in" else few
    many = len(values) if isinstance(values, tuple) else 0
    if not isinstance(values, tuple) or not few <= many <= most:
        raise BadInput(
            what=f"{field.name} {asked.operator} does not take {many} values",
            where=where,
            next_step=f"Give {WANTED[field.kind]}.",
        )
    typed = tuple(value_of(field, asked.operator, value, where) for value in values)
    if len({type(value) for value in typed}) > 1:
        raise BadInput(
            what=f"{field.name} cannot be compared with numbers and texts at once",
            where=where,
            next_step="Give values of one kind, or two conditions joined by `or`.",
        )
    return Condition(field.name, asked.operator, typed, asked.of, asked.days)


def _check_of(field: Field, of: object, where: str) -> None:
    if of is None:
        if field.must_ask:
            raise BadInput(
                what=f"{field.name} does not say of what",
                where=where,
                next_step=f'Write it such as: {field.name} "NAME".',
            )
        return
    if field.asks is None:
        raise BadInput(
            what=f"{field.name} stands alone: {shown(of)} says nothing here",
            where=where,
            next_step=f"Use one of: {', '.join(OPERATORS[field.kind])}.",
        )
    checked_text(of, where)


def _check_days(field: Field, days: object, where: str) -> None:
    if days is None:
        return
    if not field.windowed:
        raise BadInput(
            what=f"{field.name} cannot be asked for the last days alone",
            where=where,
            next_step=f"Leave `in last … days` out, or use one of: {_windowed()}.",
        )
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST_WINDOW:
        raise BadInput(
            what=f"{shown(days)} is not a number of days",
            where=where,
            next_step=f"Give a whole number from 1 to {LONGEST_WINDOW}.",
        )


def _windowed() -> str:
    return ", ".join(field.name for field in FIELDS if field.windowed)


def value_of(field: Field, operator: Operator, value: object, where: str) -> Value:
    """A value in the type of its field."""
    match field.kind, value:
        case "text", str():
            return _choice(field, checked_text(value, where), where)
        case "either", str() if operator in ("=", "!=", "in"):
            return checked_text(value, where)
        case "day", date() if type(value) is date and FIRST_DAY <= value <= LAST_DAY:
            return value
        case "whole", int() if not isinstance(value, bool):
            _check_limits(field, value, where)
            return value
        case (("number" | "either"), int() | float()) if not isinstance(value, bool):
            _check_limits(field, value, where)
            return float(value)
    raise BadInput(
        what=f"{shown(value)} is no value for {field.name}",
        where=where,
        next_step=f"Give {WANTED[field.kind]}.",
    )


def _check_limits(field: Field, value: float, where: str) -> None:
    low, high = LIMITS.get(field.unit, (-1e12, 1e12))
    if not low <= value <= high:
        raise BadInput(
            what=f"{field.name} lies between {low:,.0f} and {high:,.0f}, and the rule asks for"
            f" {shown(value)}",
            where=where,
            next_step="A share such as 0.5 is a half."
            if field.unit == "share"
            else "Give a number between these.",
        )


def _choice(field: Field, text: str, where: str) -> str:
    if field.choices and text not in field.choices:
        raise BadInput(
            what=f"{field.name} is never {shown(text)}",
            where=where,
            next_step=f"Use one of: {', '.join(field.choices)}.",
        )
    return text


def checked_text(text: object, where: str) -> str:
    """A text that can be seen as it is: no control, no direction mark, no blank without a width."""
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_TEXT:
        raise BadInput(
            what=f"A text of a rule has from 1 to {LONGEST_TEXT} characters",
            where=where,
            next_step="Give the value as the data have it; `is missing` asks for an absent one.",
        )
    for character in text:
        if unicodedata.category(character)[0] == "C" or character in "\u2028\u2029":
            raise unseen(character, where)
    return text


def unseen(character: str, where: str) -> BadInput:
    """A character that may not stand in a rule, by its number: it may not be visible."""
    return BadInput(
        what=f"The rule holds the character U+{ord(character):04X}, which may not stand there",
        where=where,
        next_step="Take it out: it may have come along when the rule was copied.",
    )


def shown(value: object) -> str:
    """A value of somebody's, cut, with nothing in it that a terminal obeys.

    >>> shown("a" * 100), shown("x\\u202ey")
    ("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'", "'x\\\\u202ey'")
    """
    text = value if isinstance(value, str) else repr(value) if _is_short(value) else "…"
    cut = text[:40] + ("…" if len(text) > 40 else "")
    return repr(cut) if isinstance(value, str) else cut


def _is_short(value: object) -> bool:
    return isinstance(value, bool | float | date) or (
        isinstance(value, int) and abs(value) < 10**30
    )


def _nearest(name: object, known: Iterable[str]) -> str | None:
    near: Sequence[str] = difflib.get_close_matches(
        shown(name)[1:-1].lower(), list(known), n=1, cutoff=0.5
    )
    return near[0] if near else None
