"""Small ready-made tables: whole numbers by column, one customer or some like customers a row.

For what somebody has summed up already. Orders, which are summed up here, go through `load`.

found = read_table(path, wanted, stated={"orders": "x"})
found = found.without(found["orders"] > found["periods"], "counts_disagree").checked(0.05)
found.rows_in             # == len(found) + found.rejected + found.duplicates
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volver.collect import refuse
from volver.collect.files.layout import Malformed, ReadOptions
from volver.collect.mapping import shown_names
from volver.collect.report import RuleCount, malformed_counts
from volver.collect.synonyms import normal
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

LARGEST = 10**9
"""A count above this is an identifier or a slip."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One column that a table should have."""

    field: str
    """Also the option that names the column: --orders."""
    meaning: str
    synonyms: tuple[str, ...]
    """Names as `synonyms.normal` leaves them, the most telling first."""
    is_text: bool = False
    """An identifier, which no table needs to have; otherwise a whole number of 0 or more."""
    default: int | None = None
    """What it is in a table without the column; None: the column is needed."""


@dataclass(frozen=True, slots=True)
class Table:
    """The accepted rows of a table, and what became of the others."""

    source: str
    rows_in: int
    lines: Whole
    """Where each accepted row stands in the file. Shape (n,)."""
    numbers: Mapping[str, Whole]
    texts: Mapping[str, NDArray[np.object_]]
    refused: tuple[Malformed, ...]
    duplicates: int
    notes: tuple[str, ...]
    """How the file was understood, in sentences."""

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, field: str) -> Whole:
        return self.numbers[field]

    @property
    def rejected(self) -> int:
        """Rows set aside."""
        return len(self.refused)

    @property
    def rules(self) -> tuple[RuleCount, ...]:
        """The rules that rows broke, the most frequent first."""
        return malformed_counts(self.refused)

    def without(self, bad: Mask, rule: str, field: str | None = None) -> "Table":
        """The table with these rows rejected. bad: shape (n,).

        field: the one that is at fault; None: all numbers together, which are then shown.
        """
        column = field or "/".join(self.numbers)
        more = tuple(
            Malformed(int(self.lines[at]), rule, "", column, None if field else self._shown(at))
            for at in np.flatnonzero(bad).tolist()
        )
        return replace(self._kept(~bad), refused=(*self.refused, *more))

    def _shown(self, at: int) -> str:
        return "/".join(str(int(column[at])) for column in self.numbers.values())

    def once(self, field: str) -> "Table":
        """The table with each text of a field once.

        A line that repeats an earlier one in every figure is a duplicate, one that differs from
        it is rejected. Nothing is done where the table has no such field.
        """
        if field not in self.texts:
            return self
        first: dict[str, int] = {}
        at = np.array(
            [first.setdefault(name, i) for i, name in enumerate(self.texts[field])], np.int64
        ).reshape(-1)
        again = at != np.arange(len(self))
        other = np.zeros(len(self), np.bool_)
        for column in self.numbers.values():
            other |= column != column[at]
        found = self.without(again & other, "customer_twice", field)
        kept = found._kept(~again[~(again & other)])
        return replace(kept, duplicates=self.duplicates + len(found) - len(kept))

    def checked(self, max_rejected_share: float) -> "Table":
        """The same; raises Rejected where too many rows are at fault, or none is left."""
        refuse.too_many(self.rules, self.rows_in, max_rejected_share, self.source)
        if len(self) == 0:
            raise refuse.nothing_left(self.rules, self.rows_in, self.source)
        return self

    def _kept(self, good: Mask) -> "Table":
        return replace(
            self,
            lines=self.lines[good],
            numbers={field: column[good] for field, column in self.numbers.items()},
            texts={field: column[good] for field, column in self.texts.items()},
        )


def read_table(
    path: Path,
    wanted: Sequence[Wanted],
    stated: Mapping[str, str],
    reading: ReadOptions | None = None,
) -> Table:
    """Read the wanted columns of a file: CSV, JSON lines, Excel or Parquet.

    stated: columns by field, by name or as "#3"; the others are guessed by name, and noted.
    Raises BadInput where a column that is needed is not there.
    """
    raw = read_texts(path, reading or ReadOptions())
    return from_texts(raw, wanted, stated)


def from_texts(raw: TextTable, wanted: Sequence[Wanted], stated: Mapping[str, str]) -> Table:
    """The wanted columns of a table of texts; see `read_table`."""
    columns, notes = _columns(raw, wanted, stated)
    refused = list(raw.malformed)
    good = np.ones(len(raw), np.bool_)
    numbers: dict[str, Whole] = {}
    texts: dict[str, NDArray[np.object_]] = {}
    for each in wanted:
        at = columns.get(each.field)
        if at is None:
            if each.default is not None:
                numbers[each.field] = np.full(len(good), each.default, np.int64)
        elif each.is_text:
            texts[each.field] = np.array(raw.texts(at), object)
        else:
            held = raw.texts(at)
            numbers[each.field] = values = whole_numbers(held)
            for row in np.flatnonzero((values < 0) & good).tolist():
                text = held[row]
                rule = "not_whole" if text else "number_missing"
                refused.append(
                    Malformed(int(raw.lines[row]), rule, "", raw.columns[at], text[:40] or None)
                )
            good &= values >= 0
    unread = [name for at, name in enumerate(raw.columns) if at not in columns.values()]
    if unread:
        notes.append(f"Columns that are not read: {shown_names(unread)}")
    table = Table(
        source=raw.source,
        rows_in=raw.rows_in,
        lines=raw.lines,
        numbers=numbers,
        texts=texts,
        refused=tuple(refused),
        duplicates=0,
        notes=(*raw.notes, *notes),
    )
    return table._kept(good)


def whole_numbers(texts: Sequence[str]) -> Whole:
    """Whole numbers of 0 or more; -1 where a text is none. 3.0 is whole, since exports add it.

    >>> whole_numbers(["3", " 4.0", "2.5", "", "-1"])
    array([ 3,  4, -1, -1, -1])
    """
    known = {text: _whole(text) for text in set(texts)}
    return np.array([known[text] for text in texts], np.int64).reshape(-1)


def _whole(text: str) -> int:
    try:
        value = float(text)
    except ValueError:
        return -1
    return int(value) if 0 <= value <= LARGEST and value == int(value) else -1


def _columns(
    raw: TextTable, wanted: Sequence[Wanted], stated: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """Where each wanted column stands, and what was guessed about it."""
    found = {each.field: raw.place(each.field, stated[each.field]) for each in wanted
             if each.field in stated}  # fmt: skip
    notes = []
    by_name = {normal(name): at for at, name in reversed(list(enumerate(raw.columns)))}
    for each in wanted:
        if each.field in found:
            continue
        names = [name for name in each.synonyms if by_name.get(name) not in (None, *found.values())]
        if names:
            at = found[each.field] = by_name[names[0]]
            notes.append(f"{each.field} is read from column {raw.columns[at]!r}: its name says so")
        elif each.default is None and not each.is_text:
            raise BadInput(
                what=f"No column of {raw.source} is mapped to {each.field} ({each.meaning})",
                where=f"{raw.source} has the columns: {shown_names(raw.columns)}",
                next_step=f"Say which one it is: --{each.field} COLUMN.",
            )
    twice = [at for at, times in Counter(found.values()).items() if times > 1]
    if twice:
        fields = [field for field, at in found.items() if at == twice[0]]
        raise BadInput(
            what=f"Column {raw.columns[twice[0]]!r} of {raw.source} is named for {fields[0]}"
            f" and for {fields[1]}",
            where=f"--{fields[1]}",
            next_step="Name one column for each.",
        )
    return found, notes
