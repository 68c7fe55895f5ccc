"""One row for each customer: how long they have stayed, and whether that has ended."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volver.collect.numbers import DecimalSign
from volver.collect.source import ReadOptions
from volver.collect.tenures.report import Fault, TenureReport, report_on
from volver.collect.tenures.words import ENDED, RUNS
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.tenure import RUNNING, Tenures

LONGEST = 40_000.0
"""Periods: more than a hundred years of days."""
SHOWN = 8

Texts = Sequence[str]
"""One text for each row, "" where there is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is in which column, and how it is written. Columns by name or #place."""

    columns: Mapping[str, str]
    """tenure and ended; of customer, value, reason, entered and by those there are."""
    ended_is: tuple[str, ...] = ()
    """Words that say a subscription has ended; all others then say that it runs."""
    periods_per_unit: float = 1.0
    """Tenures are multiplied by this to be periods."""
    decimal: DecimalSign | None = None
    max_rejected_share: float = 0.05


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The accepted customers, in the order of the file; arrays have shape (n,)."""

    report: TenureReport
    customer: NDArray[np.object_]
    tenures: Tenures
    worth: Vector | None
    """What one renewal brings, as the column says."""
    group: NDArray[np.object_] | None


@dataclass(slots=True)
class _Faults:
    """The first rule that each record broke."""

    table: TextTable
    places: Mapping[str, int]
    texts: Mapping[str, Texts]
    found: dict[int, Fault] = field(default_factory=dict)

    def add(self, at: int, rule: str, holds: str) -> None:
        column, text = self.table.columns[self.places[holds]], self.texts[holds][at]
        self.found.setdefault(at, Fault(at, rule, column, text or None))


def read_subscriptions(path: Path, reading: ReadOptions, asked: Asked) -> Subscriptions:
    """Read, check and count; raises BadInput where the file as a whole is not usable."""
    table = read_texts(path, reading)
    places = {holds: table.place(holds, column) for holds, column in asked.columns.items()}
    texts = {holds: table.texts(at) for holds, at in places.items()}
    faults, size = _Faults(table, places, texts), len(table)

    def numbers(holds: str, zero_if_empty: bool = False) -> Vector:
        found = table.numbers(places[holds], asked.decimal, zero_if_empty)
        for at, rule in enumerate(found.rules):
            if rule is not None:
                faults.add(at, rule, holds)
        return found.values

    last = numbers("tenure") * asked.periods_per_unit
    entered = np.zeros(size)
    if "entered" in texts:
        entered = numbers("entered", zero_if_empty=True) * asked.periods_per_unit
    worth = numbers("value") if "value" in texts else None
    ended = _ended(table, texts["ended"], places["ended"], asked, faults)
    _check(last, ended, entered, faults)
    duplicates = _repeats(texts, faults)
    good = np.array([at not in faults.found and at not in duplicates for at in range(size)], bool)
    notes = []
    if (none := int((last[good] < 1).sum())) and not ended[good & (last < 1)].any():
        notes.append(f"Customers who are not yet up for a first renewal: {none:,}")
    report = report_on(
        table, list(faults.found.values()), len(duplicates), notes, asked.max_rejected_share
    )
    reasons = _reasons(texts.get("reason"), ended, good)
    codes = {name: place for place, name in enumerate(reasons)}
    reason = [
        codes.get(text, RUNNING) if left else RUNNING
        for text, left in zip(texts.get("reason") or [""] * size, ended, strict=True)
    ]
    ids: Texts = texts.get("customer") or [f"line {line}" for line in table.lines]
    return Subscriptions(
        report=report,
        customer=np.array(ids, dtype=object)[good],
        tenures=Tenures.of(
            last[good], ended[good], None, entered[good], np.array(reason)[good], reasons
        ),
        worth=None if worth is None else worth[good],
        group=np.array(texts["by"], dtype=object)[good] if "by" in texts else None,
    )


def _ended(
    table: TextTable, texts: Texts, at: int, asked: Asked, faults: _Faults
) -> NDArray[np.bool_]:
    """Whether each has ended, by the words of the column."""
    said = {word.casefold() for word in asked.ended_is}
    if said:
        found = [bool(text) and text.casefold() in said for text in texts]
        if not any(found):
            raise BadInput(
                what=f"No row of {table.source} says {', '.join(asked.ended_is)!r} in column"
                f" {table.columns[at]!r}",
                where="--ended-is",
                next_step="Give the word that stands there where a customer has left.",
            )
        return np.array(found, bool)
    words = Counter(text for text in texts if text)
    unknown = [w for w in words if w.casefold() not in ENDED | RUNS]
    if unknown:
        shown = ", ".join(f"{word[:30]!r}" for word in unknown[:SHOWN])
        raise BadInput(
            what=f"Column {table.columns[at]!r} of {table.source} does not say plainly who left",
            where=f"words that may mean either: {shown}",
            next_step="Say which of them means that a customer has left: --ended-is WORD.",
        )
    for place, text in enumerate(texts):
        if not text:
            faults.add(place, "ended_missing", "ended")
    return np.array([text.casefold() in ENDED for text in texts], bool)


def _check(last: Vector, ended: NDArray[np.bool_], entered: Vector, faults: _Faults) -> None:
    """Tenures that no customer can have."""
    for at in np.flatnonzero((last < 0) | (entered < 0)):
        faults.add(int(at), "tenure_below_zero", "tenure" if last[at] < 0 else "entered")
    for at in np.flatnonzero(last > LONGEST):
        faults.add(int(at), "tenure_too_long", "tenure")
    for at in np.flatnonzero(ended & (last == 0)):
        faults.add(int(at), "ended_at_zero", "tenure")
    for at in np.flatnonzero((entered > last) | (ended & (entered == last) & (last > 0))):
        faults.add(
            int(at), "entered_too_late", "entered" if "entered" in faults.places else "tenure"
        )


def _repeats(texts: Mapping[str, Texts], faults: _Faults) -> set[int]:
    """Rows that repeat another to the letter; rows of one customer that differ are at fault."""
    if "customer" not in texts:
        return set()
    customers = texts["customer"]
    for at, customer in enumerate(customers):
        if not customer:
            faults.add(at, "customer_missing", "customer")
    repeated: set[int] = set()
    first: dict[str, int] = {}
    clashing: set[str] = set()
    rows = list(zip(*texts.values(), strict=True))
    for at, customer in enumerate(customers):
        if not customer or at in faults.found:
            continue
        before = first.setdefault(customer, at)
        if before != at and rows[before] == rows[at]:
            repeated.add(at)
        elif before != at:
            clashing.add(customer)
    for at, customer in enumerate(customers):
        # Nothing says which of them is right, so none is taken.
        if customer in clashing:
            repeated.discard(at)
            faults.add(at, "customer_twice", "customer")
    return repeated


def _reasons(
    texts: Texts | None, ended: NDArray[np.bool_], good: NDArray[np.bool_]
) -> tuple[str, ...]:
    """The reasons of those who left, in the order of the alphabet."""
    if texts is None:
        return ()
    given = {t for t, left, kept in zip(texts, ended, good, strict=True) if t and left and kept}
    return tuple(sorted(given))
