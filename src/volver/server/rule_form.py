"""The form of a rule: from what a browser sends to lines, and from lines to what a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from volver.app.segments import (
    JOINS,
    MOST_GROUPS,
    MOST_LINES,
    SEGMENT,
    Form,
    Group,
    Line,
    asks_of,
    choices_of,
    kind_of,
    operators_of,
    takes_value,
    title_of,
)
from volver.present.sentence import Sentence
from volver.present.words import Words

LONGEST = 20_000
"""Characters of a text that is sent; a rule of more than half of it is refused."""
JOIN_NAMES = {
    "all": Sentence("all of these hold"),
    "any": Sentence("any of these holds"),
    "none": Sentence("none of these holds"),
}
ASKED = {
    "=": Sentence("is"),
    "!=": Sentence("is other than"),
    "<": Sentence("is less than"),
    "<=": Sentence("is at most"),
    ">": Sentence("is more than"),
    ">=": Sentence("is at least"),
    "in": Sentence("is one of"),
    "not in": Sentence("is none of"),
    "is missing": Sentence("is not known"),
    "is not missing": Sentence("is known"),
    "is true": Sentence("yes"),
    "is not true": Sentence("no"),
    "is": Sentence("yes"),
    "is not": Sentence("no"),
}
OF_DAYS = {
    "<": Sentence("is before"),
    "<=": Sentence("is until"),
    ">": Sentence("is after"),
    ">=": Sentence("is from"),
}
"""The same of days."""
BEHIND = {
    "product": Sentence("Product"),
    "category": Sentence("Category"),
    "attribute": Sentence("Attribute"),
    "type": Sentence("Type"),
    "plan": Sentence("Plan"),
}
"""What the text behind a field says."""
HINTS = {
    "whole": Sentence("A whole number, such as 3"),
    "number": Sentence("A number, such as 12.50"),
    "day": Sentence("A day, such as 2024-01-31"),
    "text": Sentence("As the data have it"),
    "either": Sentence("A number or a text"),
}
SEVERAL = Sentence("several are parted by commas")


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody has sent: lines and text, and which of them counts."""

    form: Form
    text: str
    is_text: bool
    """Whether the text was changed, and counts."""
    do: str
    """What is asked for: a button's value; "" of a question while somebody types."""


def heard(sent: QueryDict) -> Heard:
    """What was sent; whatever is too long or too much of it is cut off."""
    do = sent.get("do", "")[:60]
    text, was = sent.get("rule", "")[:LONGEST], sent.get("was", "")[:LONGEST]
    is_text = text.split() != was.split() or sent.get("only_text") == "1"
    return Heard(_form(sent), text, do == "text" or (is_text and do != "lines"), do)


def _form(sent: QueryDict) -> Form:
    groups = []
    for at in range(MOST_GROUPS):
        if f"g{at}" not in sent:
            break
        lines = []
        for place in range(MOST_LINES):
            if f"g{at}l{place}-field" not in sent:
                break
            lines.append(_line(sent, f"g{at}l{place}"))
        groups.append(Group(sent.get(f"g{at}", "")[:10], tuple(lines) or (Line(),)))
    return Form(sent.get("join", "all")[:10], tuple(groups) or (Group(),))


def _line(sent: QueryDict, name: str) -> Line:
    given = {
        part: sent.get(f"{name}-{part}", "")[:LONGEST]
        for part in ("field", "operator", "value", "of", "days")
    }
    return Line(**given)


def fitted(form: Form) -> Form:
    """The same with an operator that goes with each field, for whoever has just chosen a field."""

    def fit(line: Line) -> Line:
        known = operators_of(line.field)
        return line if line.operator in known or not known else replace(line, operator=known[0])

    return replace(
        form,
        groups=tuple(
            replace(group, lines=tuple(fit(line) for line in group.lines)) for group in form.groups
        ),
    )


def changed(form: Form, do: str) -> Form:
    """The form with a line or a group more or less, as a button asks."""
    verb, _, rest = do.partition(":")
    numbers = [int(one) for one in rest.split(",") if one.isascii() and one.isdigit()]
    groups = list(form.groups)
    match verb, numbers:
        case "add-group", [] if len(groups) < MOST_GROUPS:
            groups.append(Group())
        case "take-group", [at] if at < len(groups):
            del groups[at]
        case "add", [at] if at < len(groups) and len(groups[at].lines) < MOST_LINES:
            groups[at] = replace(groups[at], lines=(*groups[at].lines, Line()))
        case "take", [at, place] if at < len(groups) and place < len(groups[at].lines):
            lines = [one for n, one in enumerate(groups[at].lines) if n != place]
            groups[at] = replace(groups[at], lines=tuple(lines))
    kept = [one for one in groups if one.lines]
    return replace(form, groups=tuple(kept) or (Group(),))


def newest(form: Form, do: str) -> str:
    """The id of the field that a button has made, to begin with; "" of another button."""
    verb, _, rest = do.partition(":")
    if verb == "add-group":
        return f"g{len(form.groups) - 1}l0-field"
    if verb == "add" and rest.isascii() and rest.isdigit() and int(rest) < len(form.groups):
        return f"g{rest}l{len(form.groups[int(rest)].lines) - 1}-field"
    return ""


def shown(
    form: Form, fields: tuple[str, ...], segments: tuple[str, ...], words: Words
) -> list[dict[str, Any]]:
    """The groups of a form as a template asks for them."""
    titles = {name: title_of(name, words) for name in fields}
    if segments:
        titles[SEGMENT] = words("In the segment")
    return [
        {
            "name": f"g{at}",
            "at": at,
            "join": group.join,
            "lines": [
                _shown_line(line, f"g{at}l{place}", f"{at},{place}", titles, segments, words)
                for place, line in enumerate(group.lines)
            ],
        }
        for at, group in enumerate(form.groups)
    ]


def _shown_line(
    line: Line,
    name: str,
    place: str,
    titles: Mapping[str, str],
    segments: tuple[str, ...],
    words: Words,
) -> dict[str, Any]:
    kind = "segment" if line.field == SEGMENT else kind_of(line.field)
    asks, must, windowed = asks_of(line.field)
    known = operators_of(line.field)
    names = {**ASKED, **OF_DAYS} if kind == "day" else ASKED
    hints = [HINTS[kind]] if kind in HINTS else []
    if "in" in known:
        hints.append(SEVERAL)
    return {
        "name": name,
        "place": place,
        "line": line,
        "fields": list(titles.items()),
        "operators": [(one, words.say(names[one])) for one in known],
        "takes_value": any(takes_value(one) for one in known),
        "is_day": kind == "day",
        "choices": segments if kind == "segment" else (),
        "known": choices_of(line.field),
        "hint": "; ".join(words.say(hint) for hint in hints),
        "asks": "" if asks is None else words.say(BEHIND[asks]),
        "must_ask": must,
        "windowed": windowed,
    }


def joins(words: Words) -> list[tuple[str, str]]:
    """How lines are joined, in the reader's words."""
    return [(name, words.say(JOIN_NAMES[name])) for name in JOINS]
