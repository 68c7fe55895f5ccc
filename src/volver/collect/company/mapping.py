"""Which column of a source means what, and how its values are written; lives in volver.toml."""

import json
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal

from volver.collect.company.fields import WORDS, Field, Kind
from volver.collect.company.kinds import KINDS
from volver.collect.mapping import Mapping, check_date_format, check_kind, check_rate, check_zone
from volver.collect.numbers import DecimalSign
from volver.domain.errors import BadInput

Table = MappingType[str, str]
_TABLES = ("columns", "attributes", "channels", "always", "words", "rates")
_COLUMN = 'the column\'s name, or its place such as "#3"'


@dataclass(frozen=True, slots=True)
class CompanyMapping:
    """Source columns by field, and the conventions of their values.

    columns: field to the column's name in the file, or "#3" for the third column.
    attributes: of customers: the attribute's name to its column.
    channels: of spend, where each channel has a column of its own: its name to that column.
    always: a field to the text that holds for every row, where no column says it.
    words: field to what the source's words stand for, such as {complaint = {bug = "true"}}.
    date_format, decimal, rates, zone, parentheses_negative: as for orders.
    period: what an amount of subscriptions pays for: a month or a year.
    as_of: the day of a table that says how long subscriptions have lasted, and no dates.
    """

    kind: str
    columns: Table = field(default_factory=dict)
    attributes: Table = field(default_factory=dict)
    channels: Table = field(default_factory=dict)
    always: Table = field(default_factory=dict)
    words: MappingType[str, Table] = field(default_factory=dict)
    date_format: str | None = None
    decimal: DecimalSign | None = None
    zone: str = "UTC"
    rates: MappingType[str, float] = field(default_factory=dict)
    parentheses_negative: bool = False
    period: Literal["month", "year"] = "month"
    as_of: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise _one_of("kind", self.kind, ("orders", *KINDS))
        for name in _TABLES:
            check_kind(name, getattr(self, name), MappingType, "names and values such as {a = 1}")
        for name in ("date_format", "zone", "as_of"):
            check_kind(name, getattr(self, name) or "", str, "a text in double quotes")
        check_kind("parentheses_negative", self.parentheses_negative, bool, "true or false")
        if self.decimal not in (None, "point", "comma"):
            raise _one_of("decimal", self.decimal, ("comma", "point"))
        if self.period not in ("month", "year"):
            raise _one_of("period", self.period, ("month", "year"))
        for code, rate in self.rates.items():
            check_rate(code, rate)
        check_date_format(self.date_format)
        check_zone(self.zone)
        self._check_fields()
        self._check_words()
        self._check_day()

    @property
    def holds(self) -> Kind:
        """The kind of source, with its fields."""
        return KINDS[self.kind]

    @property
    def day(self) -> date | None:
        """`as_of` as a day."""
        return None if self.as_of is None else date.fromisoformat(self.as_of)

    @classmethod
    def from_dict(cls, plain: MappingType[str, Any]) -> "CompanyMapping":
        """Read what `to_dict` wrote; an unknown key is an error.

        >>> CompanyMapping.from_dict({"kind": "spend", "columns": {"day": "Week"}}).columns
        {'day': 'Week'}
        """
        known = [f.name for f in fields(cls)]
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
        usual = CompanyMapping(self.kind)
        plain: dict[str, Any] = {"kind": self.kind}
        for f in fields(self):
            value = getattr(self, f.name)
            if value != getattr(usual, f.name):
                plain[f.name] = _plain(value)
        return plain

    def to_json(self) -> str:
        """The same text for the same mapping, whatever the order of its keys."""
        return json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)

    def meaning_of(self, of: Field) -> dict[str, str]:
        """What each word of a choice stands for, in small letters: the stated ones go first."""
        stated = {word.strip().lower(): use for word, use in self.words.get(of.name, {}).items()}
        return {**of.words, **stated}

    def _check_fields(self) -> None:
        for table in ("columns", "always", "words"):
            for name in getattr(self, table):
                if name not in self.holds.names:
                    raise _no_such_field(name, self.holds, table)
        for table, kinds in (("attributes", ("customers", "attributes")), ("channels", ("spend",))):
            if getattr(self, table) and self.kind not in kinds:
                raise BadInput(
                    what=f"{table} are of {kinds[0]}, and this source is of {self.kind}",
                    where=table,
                    next_step=f"Leave {table} out, or correct the kind.",
                )
        for table in ("columns", "attributes", "channels"):
            for name, column in getattr(self, table).items():
                check_kind(f"{table}.{name}", column, str, _COLUMN)
        for name, text in self.always.items():
            check_kind(f"always.{name}", text, str, "a text in double quotes")
            if name in self.columns:
                raise BadInput(
                    what=f"{name} has a column and a value that always holds",
                    where=f"always.{name}",
                    next_step="Leave one of the two out.",
                )

    def _check_words(self) -> None:
        for name, words in self.words.items():
            of = self.holds[name]
            check_kind(f"words.{name}", words, MappingType, "names and values such as {a = 1}")
            if of.type not in WORDS:
                raise BadInput(
                    what=f"{name} is taken as the source writes it: no word of it is translated",
                    where=f"words.{name}",
                    next_step="Leave it out; what two systems call the same thing, name alike.",
                )
            for word, use in words.items():
                if use not in of.choices:
                    raise _one_of(f"words.{name}.{word}", use, of.choices)

    def _check_day(self) -> None:
        try:
            known = self.day
        except ValueError:
            raise BadInput(
                what=f"{str(self.as_of)[:40]!r} is not a date",
                where="as_of",
                next_step="Write it year-month-day, such as 2026-11-22.",
            ) from None
        if known is not None and self.kind != "subscriptions":
            raise BadInput(
                what=f"as_of is of subscriptions, and this source is of {self.kind}",
                where="as_of",
                next_step="Leave as_of out, or correct the kind.",
            )


AnyMapping = Mapping | CompanyMapping
"""Of orders, or of what is known besides them."""


def _plain(value: Any) -> Any:
    if isinstance(value, MappingType):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _one_of(where: str, value: object, choices: Sequence[str]) -> BadInput:
    return BadInput(
        what=f"{str(value)[:40]!r} is not usable for {where}",
        where=where,
        next_step=f"Use one of: {', '.join(choices)}.",
    )


def _no_such_field(name: str, kind: Kind, table: str) -> BadInput:
    near = get_close_matches(name, kind.names, n=1, cutoff=0.5)
    return BadInput(
        what=f"{name[:60]!r} is not a field of {kind.name}",
        where=table,
        next_step=f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(kind.names)}.",
    )
