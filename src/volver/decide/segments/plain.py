"""Rules and segments as tables of volver.toml or as JSON.

[segments.late_best]
rule = 'in segment "best" and days_since_last > 60'
description = "Our best, late"

[segments.best]
rule = {all = [{field = "orders", operator = ">=", value = 3}, {not = {segment = "shops"}}]}

A group is a table of `all`, `any` or `not`; a condition one of field, operator, value (or values),
of and days; a text is a rule as people write it.
"""

import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from volver.decide.segments import check
from volver.decide.segments.compile import cyclic
from volver.decide.segments.parse import parse
from volver.decide.segments.tokens import LONGEST
from volver.decide.segments.write import written
from volver.domain.errors import BadInput
from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Rule, Segment

REST = {"value", "values", "of", "days"}
SEGMENT_KEYS = {"rule", "description"}
LONGEST_NAME = 60
LONGEST_DESCRIPTION = 1_000
MOST_SEGMENTS = 500
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def rule_of(given: object, known: Collection[str] = (), where: str = "the rule") -> Rule:
    """The rule of a text or of tables; BadInput where it is none."""
    if isinstance(given, str):
        try:
            return parse(given, known)
        except BadInput as error:
            place = error.where if where == "the rule" else f"{where}: {error.where}"
            raise BadInput(error.what, place, error.next_step) from None
    return check.check(_rule(given, known, where, 1), known, where)


def _rule(given: Any, known: Collection[str], where: str, depth: int) -> Rule:
    check.check_depth(depth, where)
    match given:
        case str():
            return rule_of(given, known, where)
        case {"all": [*parts], **rest} if not rest:
            return _group(All, parts, known, f"{where}, all", depth)
        case {"any": [*parts], **rest} if not rest:
            return _group(AnyOf, parts, known, f"{where}, any", depth)
        case {"not": inner, **rest} if not rest:
            return Not(_rule(inner, known, f"{where}, not", depth + 1))
        case {"segment": str(name), **rest} if not rest:
            check.check_segment(name, known, where)
            return InSegment(name)
        case {"field": str(), "operator": str(), **rest} if set(rest) <= REST:
            return _condition(given, where)
        case {} | []:
            raise check.empty(where)
    raise BadInput(
        what=f"{check.shown(given)} is no part of a rule",
        where=where,
        next_step="Write a text such as orders >= 3, or a table of field, operator and value;"
        " all and any take a list, not and segment one.",
    )


def _group(
    kind: type[All] | type[AnyOf], parts: list[Any], known: Collection[str], where: str, depth: int
) -> Rule:
    if not parts:
        raise check.empty(where)
    check.check_count(len(parts), where)
    rules = tuple(
        _rule(part, known, f"{where} {at}", depth + 1) for at, part in enumerate(parts, start=1)
    )
    return rules[0] if len(rules) == 1 else kind(rules)


def _condition(given: Mapping[str, Any], where: str) -> Condition:
    values = given["values"] if "values" in given else [given["value"]] if "value" in given else []
    if not isinstance(values, list) or ("values" in given and "value" in given):
        raise BadInput(
            what="A condition has one value, or values in a list",
            where=where,
            next_step='Write it such as: {field = "channel", operator = "in", values = ["web"]}.',
        )
    field = check.known_field(given["field"], where)
    if field.kind == "day":
        values = [_day(value) for value in values]
    asked = Condition(
        field.name, given["operator"], tuple(values), given.get("of"), given.get("days")
    )
    return check.condition(asked, where)


def _day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value  # `check` says that it is no day
    return value


def to_plain(rule: Rule) -> dict[str, Any]:
    """A rule as tables; `rule_of` makes the same rule of them. Days are texts."""
    match rule:
        case All(parts):
            return {"all": [to_plain(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_plain(part) for part in parts]}
        case Not(inner):
            return {"not": to_plain(inner)}
        case InSegment(name):
            return {"segment": name}
        case Condition():
            values = [v.isoformat() if isinstance(v, date) else v for v in rule.values]
            plain: dict[str, Any] = {"field": rule.field, "operator": rule.operator}
            if rule.of is not None:
                plain["of"] = rule.of
            if rule.days is not None:
                plain["days"] = rule.days
            if values:
                plain |= {"values": values} if rule.operator == "in" else {"value": values[0]}
            return plain


def from_json(text: str, known: Collection[str] = ()) -> Rule:
    """The rule of a text of JSON; a name that stands twice in a table is refused."""
    if len(text) > LONGEST * 10:
        raise _no_json(f"it is longer than {LONGEST * 10} characters")
    try:
        plain = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _no_json(
            error.args[0] if isinstance(error, ValueError) else "it is too deep"
        ) from None
    return rule_of(plain, known)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one table")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _no_json(why: str) -> BadInput:
    return BadInput(
        what="The rule is not readable as JSON",
        where=why,
        next_step="Write it as a text such as orders >= 3, or mend the JSON.",
    )


def segments_of(tables: object, where: str = "segments") -> dict[str, Segment]:
    """The segments of the table [segments] by name; BadInput names what is wrong with one.

    A segment may name any other, in whatever order they stand, but not itself by way of others.
    """
    if not isinstance(tables, Mapping) or len(tables) > MOST_SEGMENTS:
        raise BadInput(
            what=f"segments is a table of at most {MOST_SEGMENTS} segments",
            where=where,
            next_step='Write: [segments.NAME] and under it rule = "orders >= 3"',
        )
    rules: dict[str, Rule] = {}
    texts: dict[str, str] = {}
    for name, plain in tables.items():
        here = f"{where}.{check.shown(name)[1:-1]}"
        _check_name(name, here)
        texts[name] = _description(plain, here)
        rules[name] = rule_of(plain["rule"], tables.keys(), here)
    versions: dict[str, str] = {}
    for name in rules:
        _version(name, rules, versions, [])
    return {name: Segment(name, rules[name], texts[name], versions[name]) for name in rules}


def _check_name(name: str, where: str) -> None:
    if not 0 < len(name.strip()) == len(name) <= LONGEST_NAME:
        raise BadInput(
            what=f"A segment's name has 1 to {LONGEST_NAME} characters and no blank at its ends",
            where=where,
            next_step="Give it another name.",
        )
    check.checked_text(name, where)


def _description(plain: object, where: str) -> str:
    if not isinstance(plain, Mapping) or "rule" not in plain or set(plain) - SEGMENT_KEYS:
        raise BadInput(
            what="A segment is a table of rule and, if you like, description",
            where=where,
            next_step='Write: [segments.NAME] and under it rule = "orders >= 3"',
        )
    text = plain.get("description", "")
    if not isinstance(text, str) or len(text) > LONGEST_DESCRIPTION:
        raise BadInput(
            what=f"A description is a text of at most {LONGEST_DESCRIPTION} characters",
            where=where,
            next_step="Shorten it.",
        )
    return text


def named_in(rule: Rule) -> list[str]:
    """The segments that a rule names."""
    match rule:
        case InSegment(name):
            return [name]
        case Not(inner):
            return named_in(inner)
        case All(parts) | AnyOf(parts):
            return [name for part in parts for name in named_in(part)]
        case _:
            return []


def renamed(rule: Rule, old: str, new: str) -> Rule:
    """The rule with another name of a segment wherever it names it."""
    match rule:
        case InSegment(name) if name == old:
            return InSegment(new)
        case Not(inner):
            return Not(renamed(inner, old, new))
        case All(parts):
            return All(tuple(renamed(part, old, new) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(renamed(part, old, new) for part in parts))
        case _:
            return rule


def _version(name: str, rules: Mapping[str, Rule], done: dict[str, str], within: list[str]) -> str:
    """Of a segment: of its own rule and of those that it names, so that any change is seen."""
    if name in within:
        raise cyclic([*within[within.index(name) :], name])
    check.check_depth(len(within) + 1, f"segments.{name}")
    if name not in done:
        others = [_version(one, rules, done, [*within, name]) for one in named_in(rules[name])]
        text = "\n".join([written(rules[name]), *others])
        done[name] = sha256(text.encode()).hexdigest()[:8]
    return done[name]
