"""Which source column means what, and how its values are written."""

import json
import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from volver.domain.errors import BadInput
from volver.domain.money import currency

FIELDS: dict[str, str] = {
    "customer": "who ordered",
    "date": "when the order was placed",
    "order": "the order's number",
    "amount": "what was paid for the line, discounts taken off",
    "quantity": "pieces on the line",
    "unit_price": "price of one piece",
    "cost": "cost of the line",
    "unit_cost": "cost of one piece",
    "currency": "ISO code of the currency",
    "status": "whether the order counts",
    "product": "the product",
    "category": "the category that margin rates go by",
    "refund_of": "the order that a refund names",
    "goods_back": "whether the goods of a refund came back",
    "line_id": "number of the line within its order",
}
"""The canonical fields and what each one means."""

Use = Literal["counts", "excluded"]

MOST_GROUPS = 5
"""Of two levels each they make 32 profiles, each a model with tables of its own."""

_PATTERN_PARTS = set("aAbBdfHIjmMpSyY%")
_POSITION = re.compile(r"#([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Source columns by field, and the conventions of their values; lives in volver.toml.

    columns: field to the column's name in the file, or "#3" for the third column.
    date_format: day-first, month-first or a strptime pattern; None finds out or asks.
    decimal: point or comma; None finds out or asks.
    zone: the time zone of times that carry no offset, and of the company's days.
    statuses: status word, in small letters, to whether its orders count.
    rates: currency to what one unit of it is worth in the reporting currency.
    parentheses_negative: whether (12.00) means -12.00.
    groups: attribute of the customer, such as channel, to the column that names it: customers are
        compared by it, and it is that of their first order.
    calculated_amounts: whether amounts may have more decimals than their currency.
    changed: the column that says when a row of a table was last written: with it a run goes
        through the customers with new rows only. Rows must be marked, never deleted.
    """

    columns: MappingType[str, str] = field(default_factory=dict)
    date_format: str | None = None
    decimal: Literal["point", "comma"] | None = None
    zone: str = "UTC"
    statuses: MappingType[str, Use] = field(default_factory=dict)
    rates: MappingType[str, float] = field(default_factory=dict)
    parentheses_negative: bool = False
    calculated_amounts: bool = False
    groups: MappingType[str, str] = field(default_factory=dict)
    changed: str | None = None

    def __post_init__(self) -> None:
        for name in ("columns", "statuses", "rates", "groups"):
            check_kind(name, getattr(self, name), MappingType, "names and values such as {a = 1}")
        for name in ("parentheses_negative", "calculated_amounts"):
            check_kind(name, getattr(self, name), bool, "true or false")
        _check_columns(self.columns, self.groups)
        for name in ("date_format", "zone", "changed"):
            check_kind(name, getattr(self, name) or "", str, "a text in double quotes")
        if self.decimal not in (None, "point", "comma"):
            raise BadInput(
                what=f"{self.decimal!r} is no decimal sign",
                where="decimal",
                next_step="Use one of: comma, point.",
            )
        for word, use in self.statuses.items():
            if use not in ("counts", "excluded"):
                raise BadInput(
                    what=f"{use!r} is no use of {word!r}",
                    where="statuses",
                    next_step="Use one of: counts, excluded.",
                )
        for code, rate in self.rates.items():
            check_rate(code, rate)
        check_date_format(self.date_format)
        check_zone(self.zone)

    @classmethod
    def from_dict(cls, plain: MappingType[str, Any]) -> "Mapping":
        """Read what `to_dict` wrote; an unknown key is an error.

        >>> Mapping.from_dict({"columns": {"customer": "Cust ID"}, "decimal": "comma"}).decimal
        'comma'
        """
        known = {f.name for f in fields(cls)}
        for key in plain:
            if key not in known:
                raise BadInput(
                    what=f"{key!r} is not a setting of a mapping",
                    where="mapping",
                    next_step=f"Use one of: {', '.join(sorted(known))}.",
                )
        return cls(**plain)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a settings file; what is as usual is left out."""
        usual = Mapping()
        plain: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if value != getattr(usual, f.name):
                plain[f.name] = dict(value) if isinstance(value, MappingType) else value
        return plain

    def to_json(self) -> str:
        """The same text for the same mapping, whatever the order of its keys."""
        return json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)


def position(name: str, columns: tuple[str, ...]) -> int | None:
    """Where a mapped column stands, from 0: by its name or by "#3"; None where it is not there.

    >>> position("b", ("a", "b")), position("#1", ("a", "b")), position("c", ("a", "b"))
    (1, 0, None)
    """
    if name in columns:
        return columns.index(name)
    found = _POSITION.fullmatch(name)
    if found and int(found[1]) <= len(columns):
        return int(found[1]) - 1
    return None


def shown_names(names: Sequence[str]) -> str:
    """The columns of a file, for an error that asks for one of them.

    >>> shown_names(["day", ""])
    'day, (no name)'
    """
    shown = ", ".join(name[:80] or "(no name)" for name in names[:40])
    return f"{shown}, ..." if len(names) > 40 else shown


def check_kind(name: str, value: Any, kind: type, expected: str) -> None:
    """Raise BadInput unless a value is of a kind."""
    if not isinstance(value, kind):
        raise BadInput(
            what=f"{str(value)[:40]!r} is not usable for {name}",
            where=name,
            next_step=f"Give {expected}.",
        )


def _check_columns(columns: MappingType[str, str], groups: MappingType[str, str]) -> None:
    if len(groups) > MOST_GROUPS:
        raise BadInput(
            what=f"{len(groups)} columns to group customers by are too many",
            where="groups",
            next_step=f"Name {MOST_GROUPS} at most, those that matter most.",
        )
    for name in columns:
        if name not in FIELDS:
            raise BadInput(
                what=f"{name!r} is not a field of an order",
                where="columns",
                next_step=f"Use one of: {', '.join(sorted(FIELDS))}.",
            )
    for name, column in (*columns.items(), *groups.items()):
        check_kind(name, column, str, 'the column\'s name, or its place such as "#3"')


def check_rate(code: str, rate: float) -> None:
    """Raise BadInput unless a currency and its rate will do."""
    currency(code)
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < 1e9:
        raise BadInput(
            what=f"{rate!r} is not what one {code} is worth",
            where="rates",
            next_step="Give a number above 0, such as 0.86.",
        )


def check_date_format(text: str | None) -> None:
    """Raise BadInput unless it is a way to write dates."""
    if text in (None, "day-first", "month-first"):
        return
    parts = set(re.findall("%-?(.)", text or ""))
    has_day = {"d", "j"} & parts and {"m", "b", "B", "j"} & parts
    if not (parts <= _PATTERN_PARTS and has_day and {"y", "Y"} & parts):
        raise BadInput(
            what=f"{str(text)[:40]!r} is not a way to write dates",
            where="date_format",
            next_step="Use day-first, month-first or a pattern with a day, a month and a year, such"
            " as %d.%m.%y or %Y%m%d %H:%M; an offset from UTC is read without a pattern.",
        )


def check_zone(name: str) -> None:
    """Raise BadInput unless there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            what=f"{name[:40]!r} is not a time zone",
            where="zone",
            next_step="Use a name such as Europe/Madrid or America/Mexico_City.",
        ) from None
