"""A rule as lines of a form, and lines of a form as a rule.

    everybody for whom ALL of these hold
      group 1, ANY of:   orders >= 3          channel in search, referral
      group 2, NONE of:  complaint_open is true

Two levels are what people can read at a glance; a rule that needs more stays a text.
"""

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from volver.decide.segments import check
from volver.decide.segments.tokens import LONGEST
from volver.decide.segments.write import plain, written
from volver.domain.errors import BadInput
from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Operator, Rule, Value
from volver.domain.segment_fields import BY_NAME, Field, Kind

Join = Literal["all", "any", "none"]
JOINS: tuple[Join, ...] = get_args(Join)
MOST_GROUPS, MOST_LINES = 8, 20
"""Of a form: a longer rule is read better as text, and no part of it gets lost on the way."""
SEGMENT = "segment"
"""The field of a line that asks whether somebody is in another segment."""
IS, IS_NOT = "is", "is not"
NEGATED: dict[str, Operator] = {
    "not in": "in",
    "is not missing": "is missing",
    "is not true": "is true",
}
"""What a line says in one word and a rule by `not`."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_WHOLE = re.compile(r"-?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as it stands in a form: texts, right or wrong."""

    field: str = ""
    operator: str = ""
    value: str = ""
    """Several are parted by commas; a text that holds one stands in double quotes."""
    of: str = ""
    days: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been said yet."""
        return not self.field


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines, and how many of them have to hold."""

    join: str = "all"
    lines: tuple[Line, ...] = (Line(),)


@dataclass(frozen=True, slots=True)
class Form:
    """A whole rule as a form shows it."""

    join: str = "all"
    """Of the groups: all or any."""
    groups: tuple[Group, ...] = (Group(),)


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says: a rule, or what is wrong with which of its lines."""

    rule: Rule | None
    errors: Mapping[tuple[int, int], BadInput] = field(default_factory=dict)
    """By number of the group and of the line within it, from 0."""


def operators_of(name: str) -> tuple[str, ...]:
    """What a line may ask of a field, in the order people read it."""
    if name == SEGMENT:
        return (IS, IS_NOT)
    if name not in BY_NAME:
        return ()
    known = check.OPERATORS[BY_NAME[name].kind]
    return (*known, *(text for text, plain in NEGATED.items() if plain in known))


def takes_value(operator: str) -> bool:
    """Whether something is compared."""
    return operator not in ("is missing", "is not missing", "is true", "is not true")


def read(form: Form, known: Collection[str] = ()) -> Read:
    """The rule of a form. Lines that say nothing yet are passed over.

    known: names of segments. Raises BadInput where no line says anything.
    """
    errors: dict[tuple[int, int], BadInput] = {}
    groups: list[Rule] = []
    for at, group in enumerate(form.groups):
        parts: list[Rule] = []
        for place, line in enumerate(group.lines):
            if line.is_blank:
                continue
            try:
                parts.append(rule_of_line(line, known))
            except BadInput as error:
                errors[at, place] = error
        if parts:
            groups.append(_joined(group.join, parts))
    if errors:
        return Read(None, errors)
    if not groups:
        raise check.empty("the rule")
    return Read(check.check(_joined(form.join, groups), known))


def _joined(join: str, parts: list[Rule]) -> Rule:
    if join not in JOINS:
        raise BadInput(
            what=f"Groups are not joined by {check.shown(join)}",
            where="the rule",
            next_step=f"Use one of: {', '.join(JOINS)}.",
        )
    if join == "none":
        return Not(parts[0] if len(parts) == 1 else AnyOf(tuple(parts)))
    if len(parts) == 1:
        return parts[0]
    return All(tuple(parts)) if join == "all" else AnyOf(tuple(parts))


def rule_of_line(line: Line, known: Collection[str] = ()) -> Rule:
    """One line as a rule; BadInput says what the field allows."""
    if line.field == SEGMENT:
        if line.operator not in (IS, IS_NOT):
            raise _no_operator(SEGMENT, line.operator)
        check.check_segment(line.value, known, "the rule")
        inside = InSegment(line.value)
        return inside if line.operator == IS else Not(inside)
    field_ = check.known_field(line.field, "the rule")
    if line.operator not in operators_of(field_.name):
        raise _no_operator(field_.name, line.operator)
    values = _values(field_, line) if takes_value(line.operator) else ()
    asked = Condition(
        field_.name,
        _operator(line.operator),
        values,
        line.of.strip() or None if field_.asks else None,
        _days(line.days) if field_.windowed else None,
    )
    found = check.condition(asked, "the rule")
    return Not(found) if line.operator in NEGATED else found


def _operator(word: str) -> Operator:
    """Of a rule, for one of the words that `operators_of` gives."""
    known: tuple[Operator, ...] = get_args(Operator)
    return NEGATED[word] if word in NEGATED else next(one for one in known if one == word)


def _no_operator(name: str, operator: str) -> BadInput:
    return BadInput(
        what=f"{name} cannot be asked with {check.shown(operator)}",
        where="the rule",
        next_step=f"Use one of: {', '.join(operators_of(name))}.",
    )


def _days(text: str) -> int | None:
    given = text.strip()
    if not given:
        return None
    if not _WHOLE.fullmatch(given):
        raise BadInput(
            what=f"{check.shown(text)} is not a number of days",
            where="the rule",
            next_step=f"Give a whole number from 1 to {check.LONGEST_WINDOW}.",
        )
    return int(given)


def _values(known: Field, line: Line) -> tuple[Value, ...]:
    texts = _listed(line.value) if line.operator in ("in", "not in") else [line.value.strip()]
    values = tuple(_typed(known.kind, text) for text in texts)
    if known.kind == "either" and any(isinstance(value, str) for value in values):
        return tuple(texts)  # one that is no number, and all of them are texts
    return values


def _listed(text: str) -> list[str]:
    try:
        rows = list(csv.reader([text], skipinitialspace=True, strict=True))
    except csv.Error:
        rows = []
    if len(rows) != 1:
        raise BadInput(
            what=f"{check.shown(text)} is no list of values",
            where="the rule",
            next_step='Part them by commas; one that holds a comma stands in quotes: "a, b".',
        )
    return [one.strip() for one in rows[0]]


def _typed(kind: Kind, text: str) -> Value:
    """In the type of its field where it can be; `check` says what is wrong with another."""
    if kind == "whole" and _WHOLE.fullmatch(text):
        return int(text)
    if kind in ("number", "either", "whole") and _NUMBER.fullmatch(text):
        return float(text)
    if kind == "day":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def form_of(rule: Rule) -> Form | None:
    """The form that shows a rule, and makes the same one again; None where it is too much for one.

    It is too much where it has more than two levels, or is longer than a form or a text may be.
    """
    found = _form(rule)
    if found is None or len(found.groups) > MOST_GROUPS or len(written(rule)) > LONGEST:
        return None
    if max(len(group.lines) for group in found.groups) > MOST_LINES:
        return None
    return found if _makes(found, rule) else None


def _makes(form: Form, rule: Rule) -> bool:
    """Whether a form makes this rule; a text such as "5" of an attribute would become a number."""
    known = {name for name in _named(form)}
    try:
        return read(form, known).rule == rule
    except BadInput:
        return False


def _named(form: Form) -> Iterable[str]:
    return (line.value for group in form.groups for line in group.lines if line.field == SEGMENT)


def _form(rule: Rule) -> Form | None:
    single = _group(rule)
    if single is not None:
        return Form("all", (single,))
    if not isinstance(rule, All | AnyOf):
        return None
    groups = [_group(part) for part in rule.rules]
    if None in groups:
        return None
    join = "all" if isinstance(rule, All) else "any"
    return Form(join, tuple(group for group in groups if group is not None))


def _group(rule: Rule) -> Group | None:
    line = _line(rule)
    if line is not None:
        return Group("all", (line,))
    match rule:
        case Not(AnyOf(parts)):
            return _lines("none", parts)
        case Not(inner):
            return _lines("none", (inner,))
        case All(parts):
            return _lines("all", parts)
        case AnyOf(parts):
            return _lines("any", parts)
    return None


def _lines(join: Join, parts: tuple[Rule, ...]) -> Group | None:
    lines = [_line(part) for part in parts]
    return None if None in lines else Group(join, tuple(one for one in lines if one is not None))


def _line(rule: Rule) -> Line | None:
    match rule:
        case InSegment(name):
            return Line(SEGMENT, IS, name)
        case Not(InSegment(name)):
            return Line(SEGMENT, IS_NOT, name)
        case Condition():
            return _told(rule, rule.operator)
        case Not(Condition(operator=operator) as asked):
            word = next((text for text, plain in NEGATED.items() if plain == operator), None)
            return None if word is None else _told(asked, word)
    return None


def _told(asked: Condition, operator: str) -> Line:
    texts = [plain(value) for value in asked.values]
    value = _joined_texts(texts) if asked.operator == "in" else "".join(texts)
    days = "" if asked.days is None else str(asked.days)
    return Line(asked.field, operator, value, asked.of or "", days)


def _joined_texts(texts: list[str]) -> str:
    return ", ".join(
        '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
        for text in texts
    )
