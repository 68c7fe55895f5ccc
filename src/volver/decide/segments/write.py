"""A rule as the text that `parse` reads: one way to write each rule."""

from datetime import date
from decimal import Decimal

from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Rule, Value


def written(rule: Rule) -> str:
    """The text of a rule; `parse` makes the same rule of it.

    >>> from volver.decide.segments.parse import parse
    >>> written(parse("(orders>3)or not (country='ES' and first_order  > 2024-02-29)"))
    'orders > 3 or not (country = "ES" and first_order after 2024-02-29)'
    """
    match rule:
        case All(parts):
            return " and ".join(_within(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(
                written(part) if isinstance(part, All) else _within(part) for part in parts
            )
        case Not(inner):
            return f"not {_within(inner)}"
        case InSegment(name):
            return f"in segment {_quoted(name)}"
        case Condition():
            return _condition(rule)


def _within(rule: Rule) -> str:
    return f"({written(rule)})" if isinstance(rule, All | AnyOf) else written(rule)


def _condition(asked: Condition) -> str:
    pieces = [asked.field]
    if asked.of is not None:
        pieces.append(_quoted(asked.of))
    if asked.days is not None:
        pieces.append(f"in last {asked.days} days")
    match asked.operator:
        case "is true":
            pass
        case "is missing":
            pieces.append("is missing")
        case "in":
            pieces.append(f"in ({', '.join(map(_value, asked.values))})")
        case operator:
            value = asked.values[0]
            if isinstance(value, date):
                operator = {"<": "before", ">": "after"}.get(operator, operator)  # type: ignore[assignment]  # a word for it
            pieces += [operator, _value(value)]
    return " ".join(pieces)


def _value(value: Value) -> str:
    return _quoted(value) if isinstance(value, str) else plain(value)


def plain(value: Value) -> str:
    """A value as people write it, a text without quotes around it."""
    match value:
        case date():
            return value.isoformat()
        case float():
            return decimal_text(value)
        case _:
            return str(value)


def decimal_text(value: float) -> str:
    """A number without an exponent, and without a point where it is whole.

    >>> decimal_text(1e-05), decimal_text(3.0)
    ('0.00001', '3')
    """
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
