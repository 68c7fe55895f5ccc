"""Tables with a column for each opportunity: 1 where the customer ordered, 0 where not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from volver.collect.files.layout import Malformed, ReadOptions
from volver.collect.mapping import shown_names
from volver.collect.synonyms import normal
from volver.collect.tables import Table, Wanted, from_texts, whole_numbers
from volver.collect.text_table import read_texts
from volver.domain.errors import BadInput


def read_incidence(
    path: Path,
    wanted: Sequence[Wanted],
    stated: Mapping[str, str],
    reading: ReadOptions | None = None,
) -> Table:
    """The same as a ready table: orders, last and periods are counted from columns of 0 and 1.

    A column of opportunities is one that holds nothing but 0, 1 and blanks, and is not named for
    something else. Blanks before the first 0 or 1 are opportunities before the customer came;
    a blank among them is no answer, and the row is rejected.
    """
    beside = [each for each in wanted if each.field not in ("orders", "last", "periods")]
    reading = reading or ReadOptions()
    if reading.header is None:  # columns are called 2019, 2020 ...: a header all the same
        reading = replace(reading, header=True)
    raw = read_texts(path, reading)
    taken = {normal(name) for name in stated.values()}
    taken |= {name for each in beside for name in each.synonyms}
    columns = [
        at
        for at, name in enumerate(raw.columns)
        if normal(name) not in taken
        and name not in stated.values()
        and set(raw.texts(at)) <= {"0", "1", "0.0", "1.0", ""}
    ]
    if len(columns) < 2:
        raise BadInput(
            what=f"{raw.source} has no columns of 0 and 1, one for each opportunity",
            where=f"{raw.source} has the columns: {shown_names(raw.columns)}",
            next_step="Give such a table, or leave out --incidence for one with orders, last and"
            " periods.",
        )
    # Shape (rows, opportunities): 1, 0, and -1 for a blank.
    seen = np.stack([whole_numbers(raw.texts(at)) for at in columns], axis=1)
    known = seen >= 0
    begins = np.where(known.any(axis=1), known.argmax(axis=1), seen.shape[1])
    place = np.arange(seen.shape[1])
    hole = ~known & (place >= begins[:, None])
    periods = seen.shape[1] - begins
    last = np.where(seen == 1, place - begins[:, None] + 1, 0).max(axis=1, initial=0)
    counted = {"orders": (seen == 1).sum(axis=1), "last": last, "periods": periods}
    table = from_texts(raw, beside, stated)
    row = np.searchsorted(raw.lines, table.lines)
    refused = [
        Malformed(int(raw.lines[at]), "number_missing", "", raw.columns[columns[hole[at].argmax()]])
        for at in row[hole[row].any(axis=1)]
    ]
    kept = table._kept(~hole[row].any(axis=1))
    row = np.searchsorted(raw.lines, kept.lines)
    numbers = {field: column[row].astype(np.int64) for field, column in counted.items()}
    shown = f"{raw.columns[columns[0]]!r} to {raw.columns[columns[-1]]!r}"
    return replace(
        kept,
        numbers={**kept.numbers, **numbers},
        refused=(*kept.refused, *refused),
        notes=(*_read(kept.notes), f"Opportunities are the {len(columns)} columns {shown}"),
    )


def _read(notes: Sequence[str]) -> list[str]:
    """Without the note on columns that are not read: here they are the opportunities."""
    return [note for note in notes if not note.startswith("Columns that are not read")]
