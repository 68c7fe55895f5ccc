"""A rule as a sentence, so that whoever saves it has read what it means."""

from dataclasses import replace
from datetime import date

from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Rule, Value
from volver.domain.segment_fields import BY_NAME, Field
from volver.domain.value import ValueClass
from volver.present.findings import CLASS_NAMES
from volver.present.sentence import Sentence
from volver.present.words import Words

COMPARED = {
    ("=", False): Sentence("{field:text}: {value:text}"),
    ("=", True): Sentence("{field:text}: {value:text}"),
    ("!=", False): Sentence("{field:text}: other than {value:text}"),
    ("!=", True): Sentence("{field:text}: other than {value:text}"),
    ("<", False): Sentence("{field:text}: less than {value:text}"),
    ("<", True): Sentence("{field:text}: before {value:text}"),
    (">", False): Sentence("{field:text}: more than {value:text}"),
    (">", True): Sentence("{field:text}: after {value:text}"),
    ("<=", False): Sentence("{field:text}: at most {value:text}"),
    ("<=", True): Sentence("{field:text}: until {value:text}"),
    (">=", False): Sentence("{field:text}: at least {value:text}"),
    (">=", True): Sentence("{field:text}: from {value:text} on"),
}
"""By operator, and by whether the value is a day."""


def sentence(rule: Rule, words: Words) -> str:
    """The whole rule in one sentence.

    >>> from volver.domain.segment import Condition
    >>> sentence(Condition("orders", ">=", (3,), days=90), Words("es"))
    'Clientes con: Pedidos (últimos 90 días): al menos 3.'
    """
    return words("Customers with: {rule:text}.", rule=told(rule, words))


def told(rule: Rule, words: Words) -> str:
    """A rule, or a part of one, in words."""
    match rule:
        case All(parts):
            return words(" and ").join(_within(part, words) for part in parts)
        case AnyOf(parts):
            return words(" or ").join(_within(part, words) for part in parts)
        case Not(Condition(operator="is missing") as asked):
            return words("{field:text}: known", field=_field(asked, words))
        case Not(inner):
            return words("not ({rule:text})", rule=told(inner, words))
        case InSegment(name):
            return words("in the segment «{name:text}»", name=name)
        case Condition():
            return _condition(rule, words)


def _within(rule: Rule, words: Words) -> str:
    text = told(rule, words)
    return f"({text})" if isinstance(rule, All | AnyOf) else text


def _condition(asked: Condition, words: Words) -> str:
    field = _field(asked, words)
    known = BY_NAME[asked.field]
    if asked.operator == "is true":
        return field
    if asked.operator == "is missing":
        return words("{field:text}: not known", field=field)
    values = [_value(value, known, words) for value in asked.values]
    if asked.operator == "in":
        return words("{field:text}: {value:text}", field=field, value=words(" or ").join(values))
    said = COMPARED[asked.operator, known.kind == "day"]
    return words.say(replace(said, values={"field": field, "value": values[0]}))


def _field(asked: Condition, words: Words) -> str:
    title = words.term(BY_NAME[asked.field].title)
    if asked.of is not None:
        title = f"{title} «{asked.of}»"
    if asked.days is None:
        return title
    within = words.plural("last {n:count} day", "last {n:count} days", asked.days)
    return f"{title} ({within})"


def _value(value: Value, field: Field, words: Words) -> str:
    f = words.formats
    match value:
        case str():
            return words.say(CLASS_NAMES[ValueClass(value)]) if field.choices else f"«{value}»"
        case date():
            return f.day(value)
        case _ if field.unit == "money":
            return f.money(value) if round(value, 2) == value else f.number(value, 6)
        case _ if field.unit == "share":
            return f.percent(value, 0 if round(value * 100) == value * 100 else 2)
        case float() if value != int(value):
            return f.number(value, 2)
        case _ if field.name == "birth_year":
            return str(value)
        case _:
            return f.number(value)
