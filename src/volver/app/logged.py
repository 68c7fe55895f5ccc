"""What people have noted down on the pages, as a file that every run reads beside the company's.

    .volver/logged/volver-contacts.csv

A row has the number of what was noted down, so that bringing it in again changes nothing; what was
taken back is not in the file, and so not in the next run. Notes stay where they were written.
"""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from volver.app.workspace import LOGGED, Workspace
from volver.collect.ledger import earlier_loads, undo
from volver.domain.my_list import Logged
from volver.store import open_engine

COLUMNS = ("id", "customer", "opened", "channel", "direction", "type", "complaint", "resolved",
           "agent", "outcome", "promise", "promise_due", "next_contact", "product")  # fmt: skip
TYPES: Mapping[str, str] = {"contact": "contact", "offer": "offer"}
"""Kinds that are interactions; a note or a date is none."""


def keep_logged(folder: Path, logged: Sequence[Logged]) -> Path | None:
    """Write what was noted down where the next run finds it; None where there is nothing.

    logged: all of it, in any order. An engine of the company's own reads no files: nothing is
    written for it.
    """
    here = Workspace.open(folder)
    if here.settings.engine is not None:
        return None
    rows = [_row(one) for one in sorted(logged, key=_place) if one.kind in TYPES]
    path = folder / LOGGED
    if not rows:
        path.unlink(missing_ok=True)
        _forget(here, path.name)
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".new")
    made.write_text(_csv(rows), "utf-8")
    os.replace(made, path)
    return path


def _place(one: Logged) -> tuple[str, str]:
    return (one.at.isoformat(), one.id)


def _row(one: Logged) -> tuple[str, ...]:
    return (
        one.id,
        one.customer_id,
        one.at.isoformat(),
        one.channel,
        one.direction,
        TYPES[one.kind],
        "true" if one.is_complaint else "false",
        one.at.isoformat() if _is_over(one) else "",
        one.agent,
        "" if one.is_open else one.outcome or "",  # whoever waits has no end yet
        one.promise,
        "" if one.promise_due is None or one.is_kept else one.promise_due.isoformat(),
        "" if one.next_contact is None else one.next_contact.isoformat(),
        one.product,
    )


def _is_over(one: Logged) -> bool:
    """Whether somebody waited and waits no longer; a promise that is not kept is still waited for.

    A call of ours that nobody has to answer neither waits nor ends.
    """
    asked = one.direction == "in" or one.is_complaint
    owes = bool(one.promise) and not one.is_kept
    return asked and not one.is_open and not owes


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _forget(here: Workspace, name: str) -> None:
    """Everything was taken back: what an earlier run has read of it goes as well."""
    if not (here.folder / ".volver" / "volver.duckdb").is_file():
        return
    with closing(open_engine(here.database)) as engine:
        for load in earlier_loads(engine, name, "interactions"):
            undo(engine, load)
