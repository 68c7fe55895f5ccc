"""A campaign whose treatment chance gave: one row for each customer, what was known, what came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volver.collect.source import ReadOptions
from volver.collect.tenures.report import Fault, TenureReport, report_on
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput
from volver.domain.history import Vector

TREATED = frozenset({"treated", "treatment", "test", "1", "yes", "true", "tratado", "tratada",
                     "tratamiento", "sí", "si"})  # fmt: skip
HELD_OUT = frozenset({"holdout", "held out", "control", "0", "no", "false", "excluido",
                      "excluida"})  # fmt: skip
"""What a column says of who was treated and who was not, in small letters."""
MOST_LEVELS = 30
"""A feature with more texts than this is a name, and says nothing of others."""
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What is in which column, by name or #place."""

    treated: str
    outcome: str | None = None
    customer: str | None = None
    features: tuple[str, ...] = ()
    """Known before anybody was treated."""
    treated_is: tuple[str, ...] = ()
    """Words for who was treated; none: volver's own."""
    holdout_is: tuple[str, ...] = ()
    max_rejected_share: float = 0.05


@dataclass(frozen=True, slots=True)
class Campaign:
    """The accepted customers of two arms, in the order of the file; arrays have shape (n,)."""

    report: TenureReport
    customer: NDArray[np.object_]
    treated: NDArray[np.bool_]
    outcome: Vector | None
    names: tuple[str, ...]
    """Of the features; a level of a text is a feature of its own."""
    features: Vector
    """Shape (n, k)."""


@dataclass(slots=True)
class _Rows:
    """A table, and the first rule that each of its records broke."""

    table: TextTable
    found: dict[int, Fault] = field(default_factory=dict)

    def add(self, at: int, rule: str, place: int, text: str) -> None:
        self.found.setdefault(at, Fault(at, rule, self.table.columns[place], text or None))


def read_campaign(path: Path, reading: ReadOptions, asked: Asked) -> Campaign:
    """Read, check and count; rows of other arms are left out, and a note says how many.

    Raises BadInput where the file as a whole is not usable, Rejected where too many rows are not.
    """
    table = read_texts(path, reading)
    rows = _Rows(table)
    treated, here = _arms(table, asked)
    outcome = None
    if asked.outcome is not None:
        at = table.place("outcome", asked.outcome)
        read = table.numbers(at, None)
        outcome = read.values
        for row, rule in enumerate(read.rules):
            if rule is not None and here[row]:
                rows.add(row, rule, at, table.texts(at)[row])
    customer = [f"line {line}" for line in table.lines]
    if asked.customer is not None:
        place = table.place("customer", asked.customer)
        customer = table.texts(place)
        _check_customers(rows, place, customer, here)
    good = here & np.array([at not in rows.found for at in range(len(table))], bool)
    names, columns = [], []
    for name in asked.features:
        for one, values in _feature(table, table.place("feature", name), good):
            names.append(one)
            columns.append(values)
    others = int((~here).sum())
    notes = [f"Rows of other arms, left out: {others:,}"] if others else []
    report = report_on(table, list(rows.found.values()), 0, notes, asked.max_rejected_share)
    matrix = np.column_stack(columns) if columns else np.zeros((int(good.sum()), 0))
    return Campaign(
        report,
        np.array(customer, dtype=object)[good],
        treated[good],
        None if outcome is None else outcome[good],
        tuple(names),
        matrix,
    )


def _arms(table: TextTable, asked: Asked) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who was treated, and who is in one of the two arms."""
    at = table.place("treated", asked.treated)
    said = [text.casefold() for text in table.texts(at)]
    treats = {word.casefold() for word in asked.treated_is} or TREATED
    holds = {word.casefold() for word in asked.holdout_is} or HELD_OUT
    words = Counter(said)
    for option, known in (("--treated-is", treats), ("--holdout-is", holds)):
        if not known & words.keys():
            there = ", ".join(f"{word[:30]!r}" for word, _ in words.most_common(SHOWN))
            raise BadInput(
                what=f"Column {table.columns[at]!r} of {table.source} does not say plainly who was"
                " treated and who was held out",
                where=f"it says: {there}",
                next_step=f"Say which word it is: {option} WORD.",
            )
    treated = np.array([word in treats for word in said], bool)
    return treated, treated | np.array([word in holds for word in said], bool)


def _check_customers(
    rows: _Rows, place: int, customer: Sequence[str], here: NDArray[np.bool_]
) -> None:
    times = Counter(name for name, counts in zip(customer, here, strict=True) if counts)
    for at, name in enumerate(customer):
        if here[at] and not name:
            rows.add(at, "customer_missing", place, name)
        elif here[at] and times[name] > 1:
            rows.add(at, "customer_twice", place, name)


def _feature(table: TextTable, at: int, good: NDArray[np.bool_]) -> list[tuple[str, Vector]]:
    """A column as numbers, or a column for each of its texts; what is alike for all is left out."""
    name, read = table.columns[at], table.numbers(at, None)
    rules = {rule for rule, kept in zip(read.rules, good, strict=True) if kept}
    if rules <= {None, "number_missing"}:
        numbers = read.values[good]
        missing = np.isnan(numbers)
        mean = float(numbers[~missing].mean()) if (~missing).any() else 0.0
        found = {name: np.where(missing, mean, numbers), f"{name}: missing": missing.astype(float)}
    else:
        texts = np.array(table.texts(at), dtype=object)[good]
        levels = [level for level, _ in Counter(texts.tolist()).most_common()]
        if len(levels) > MOST_LEVELS:
            raise BadInput(
                what=f"Column {name!r} has {len(levels)} different texts: too many to learn from",
                where="--feature",
                next_step=f"Leave it out, or put them into {MOST_LEVELS} groups at most.",
            )
        # The commonest one is what the others are compared with.
        found = {f"{name}: {level}": (texts == level).astype(float) for level in levels[1:]}
    return [(key, values) for key, values in found.items() if np.ptp(values) > 0]


def plain_report(report: TenureReport) -> Mapping[str, object]:
    """What became of the rows, as plain values."""
    return {
        "source": report.source,
        "content_hash": report.content_hash,
        "rows_in": report.rows_in,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "rules": {rule.rule: rule.count for rule in report.rules},
        "notes": list(report.notes),
    }
