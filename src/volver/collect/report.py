"""What a load is told, and what it tells."""

from collections import Counter
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from volver.collect.company.mapping import AnyMapping
from volver.collect.files.layout import Malformed
from volver.collect.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about a file; never an error."""

    id: str
    text: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many records broke one rule, and the first of them."""

    rule: str
    count: int
    line: int
    column: str | None
    value: str | None


def malformed_counts(malformed: Sequence[Malformed]) -> tuple[RuleCount, ...]:
    """The rules that malformed records broke, the most frequent first."""
    first = {record.rule: record for record in reversed(malformed)}
    counts = Counter(record.rule for record in malformed)
    return tuple(
        RuleCount(rule, count, first[rule].line, first[rule].column, first[rule].detail)
        for rule, count in counts.most_common()
    )


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a load treats what it finds.

    keep: write into the workspace's tables; otherwise into temporary ones of this connection.
    currency: the reporting currency; None takes the file's own where it has just one.
    replace: put the file in the place of earlier loads of the same name; confirm_empty allows
    that for a file without rows.
    """

    keep: bool = False
    currency: str | None = None
    drop_repeats: bool = False
    max_rejected_share: float = 0.05
    clock_skew_days: int = 1
    replace: bool = False
    confirm_empty: bool = False


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of one file: every record is accepted, rejected or a duplicate."""

    load_id: int
    source: str
    content_hash: str
    rows_in: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    anonymous: int = 0
    rules: tuple[RuleCount, ...] = ()
    notes: tuple[Note, ...] = ()
    mapping: AnyMapping = field(default_factory=Mapping)
    currency: str | None = None
    currency_totals: MappingType[str, Decimal] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    has_order_ids: bool = False
    has_refunds: bool = False
    has_cost: bool = False
    has_category: bool = False
    kind: str = "orders"
    unchanged: bool = False
    """The same content was loaded before, with the same mapping: nothing was done."""
