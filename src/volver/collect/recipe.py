"""All that the reading of one source depends on, as one record."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from volver.collect import zones
from volver.collect.bind import Bound, Fields
from volver.collect.dates import DateFormat
from volver.collect.mapping import Mapping
from volver.collect.numbers import NumberFormat

NUMBERS = ("amount", "quantity", "unit_price", "cost", "unit_cost")


@dataclass(frozen=True, slots=True)
class Formats:
    """How the written dates and numbers of one source are read."""

    dates: DateFormat = field(default_factory=DateFormat)
    numbers: MappingType[str, NumberFormat] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is read from which column, how, and by which rules."""

    fields: Fields
    mapping: Mapping
    now: datetime
    """UTC, without its zone."""
    formats: Formats = field(default_factory=Formats)
    clock_skew_days: int = 1
    twins: MappingType[str, Bound] = field(default_factory=dict)
    """Mapped fields whose column's name stands twice in the header, and the second column."""
    groups: MappingType[str, Bound] = field(default_factory=dict)
    """The columns of attributes that customers are grouped by, by the attribute's name."""
    is_hashed: bool = False
    """Each row keeps a hash of its text, by which repeats are found."""
    ids_as_they_are: bool = False
    """Customer ids are taken as the column holds them."""

    @property
    def rates(self) -> dict[str, Decimal]:
        """What one unit of a currency is worth in the reporting currency."""
        return {code: Decimal(str(rate)) for code, rate in self.mapping.rates.items()}

    @property
    def amount_fields(self) -> tuple[str, ...]:
        """The numbers that make up what was paid."""
        return ("amount",) if "amount" in self.fields else ("quantity", "unit_price")

    @property
    def cost_field(self) -> str | None:
        """The number that says what the line cost."""
        return next((name for name in ("cost", "unit_cost") if name in self.fields), None)

    @property
    def number_fields(self) -> tuple[str, ...]:
        """Every number that is read."""
        wanted = {*self.amount_fields, self.cost_field}
        # Pieces are wanted for the cost of a line, its own or its product's.
        if self.cost_field == "unit_cost" or "product" in self.fields:
            wanted |= {"quantity"} & set(self.fields)
        return tuple(name for name in NUMBERS if name in wanted)

    @property
    def written_numbers(self) -> tuple[str, ...]:
        """The number fields that still have to be read."""
        return tuple(name for name in self.number_fields if self.fields[name].is_text)

    @property
    def has_written_date(self) -> bool:
        """Whether the date still has to be read: text, or a number such as 20101202."""
        return self.fields["date"].kind not in ("day", "time", "instant")

    @property
    def signed_field(self) -> Bound | None:
        """The column of money whose values carry signs of money, if one does."""
        for name in self.amount_fields:
            how = self.formats.numbers.get(name)
            if how and set(how.signs) != {""}:
                return self.fields[name]
        return None

    @property
    def has_clock(self) -> bool:
        """Whether dates may be local times in a zone whose clocks change."""
        kind = self.fields["date"].kind
        if kind in ("day", "instant") or not zones.changes(self.mapping.zone, self.until_year):
            return False
        ways = self.formats.dates.ways
        return not ways or any(not way.is_instant for way in ways)

    @property
    def names_currency(self) -> bool:
        """Whether records say which currency they are in, in a column or by a sign."""
        return "currency" in self.fields or self.signed_field is not None

    @property
    def until_year(self) -> int:
        """The last year whose clock changes matter."""
        return self.now.year + 1
