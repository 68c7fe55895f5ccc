"""Plans as files: a line for each thing that happened, and nothing is ever taken out.

    .volver/plans/win-back.jsonl                 what happened to the plan, the oldest first
    .volver/plans/win-back.3f9c21d07a55.parquet  who is in which arm, by the list's fingerprint

A line is one write and one sync. What a power cut left of a last line is no event: it is cut off
before the next one is written.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from volver.domain.errors import BadInput, Busy, NotFound
from volver.domain.estimate import Estimate
from volver.domain.lesson import Lesson
from volver.domain.plan import Action, Constraints, Event, Expected, Left, Payback, Power, Proposal

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
Arms = Sequence[tuple[str, str]]
"""Customers' ids and the name of their arm."""


class PlanFiles:
    """The plans of one workspace; keeps the contract of `domain.ports.PlanStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Of all plans, in alphabetical order."""
        return sorted(path.stem for path in self._folder.glob("*.jsonl"))

    def events(self, name: str) -> list[Event]:
        """What happened to a plan; raises NotFound where there is none of that name."""
        path = self._path(name)
        if not path.is_file():
            raise NotFound(
                what=f"There is no plan {name!r}",
                where="plans",
                next_step="Run volver plan: it lists them all.",
            )
        try:
            whole, _, _ = path.read_text("utf-8").rpartition("\n")
            return [_event(json.loads(line)) for line in whole.split("\n") if line]
        except (ValueError, KeyError, TypeError):
            raise BadInput(
                what="The file of this plan has been changed by hand, or by another version",
                where=path.name,
                next_step="Put back what it was, or move it away and draft the plan anew.",
            ) from None

    def append(self, name: str, event: Event, known: int) -> None:
        """Add what happened; raises Busy where somebody else has added something since."""
        path = self._path(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps(asdict(event), ensure_ascii=False, allow_nan=False, default=_plain)
        with held(path) as handle:
            there = os.pread(handle, os.fstat(handle).st_size, 0)
            whole = there[: there.rfind(b"\n") + 1]
            if whole.count(b"\n") != known:
                raise Busy(
                    what="Somebody has changed this plan meanwhile",
                    where=name,
                    next_step=f"See how it stands: volver plan show {name}",
                )
            os.ftruncate(handle, len(whole))
            os.pwrite(handle, line.encode() + b"\n", len(whole))
            os.fsync(handle)

    def keep_arms(self, name: str, fingerprint: str, arms: Arms) -> None:
        """Put by who is in which arm."""
        self._folder.mkdir(parents=True, exist_ok=True)
        written = self.arms_file(name, fingerprint)
        unfinished = written.with_suffix(".part")
        columns = list(zip(*arms, strict=True)) or [(), ()]
        held = [pa.array(column, pa.string()) for column in columns]
        pq.write_table(pa.Table.from_arrays(held, ["customer_id", "arm"]), unfinished)
        unfinished.replace(written)

    def arms(self, name: str, fingerprint: str) -> list[tuple[str, str]]:
        """Who is in which arm, as it was put by."""
        found = pq.read_table(self.arms_file(name, fingerprint))
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise BadInput(
                what=f"{name[:40]!r} is no name for a plan",
                where="plans",
                next_step="Use small letters, digits and hyphens, such as win-back-2024.",
            )
        return self._folder / f"{name}.jsonl"

    def arms_file(self, name: str, fingerprint: str) -> Path:
        """Where it was put by."""
        return self._path(name).with_suffix(f".{fingerprint[:12]}.parquet")


@contextmanager
def held(path: Path) -> Iterator[int]:
    """The file, which nobody else writes meanwhile."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _plain(held: Any) -> str:
    if isinstance(held, date):
        return held.isoformat()
    raise TypeError(type(held).__name__)


def _event(plain: Mapping[str, Any]) -> Event:
    rest = dict(plain)
    proposal, expected = rest.pop("proposal"), rest.pop("expected")
    return Event(
        **{**rest, "at": datetime.fromisoformat(rest["at"])},
        proposal=None if proposal is None else _proposal(proposal),
        expected=None if expected is None else _expected(expected),
    )


def _proposal(plain: Mapping[str, Any]) -> Proposal:
    days = {key: date.fromisoformat(plain[key]) for key in ("first_day", "last_day")}
    parts = {
        "action": _action(plain["action"]),
        "constraints": Constraints(**plain["constraints"]),
    }
    return Proposal(**{**plain, **days, **parts})


def _action(plain: Mapping[str, Any]) -> Action:
    lessons = tuple(
        Lesson(**{**one, "last_day": date.fromisoformat(one["last_day"])})
        for one in plain.get("lessons", ())
    )
    before = plain.get("before")
    own = tuple((name, low, high) for name, low, high in plain.get("effects", ()))
    parts = {"effects": own, "before": before and (before[0], before[1]), "lessons": lessons}
    return Action(**{**plain, **parts})


def _expected(plain: Mapping[str, Any]) -> Expected:
    parts = {
        "as_of": date.fromisoformat(plain["as_of"]),
        "left": tuple(Left(**one) for one in plain["left"]),
        "margin": Estimate(**plain["margin"]),
        "net": Estimate(**plain["net"]),
        "power": Power(**plain["power"]),
    }
    if plain.get("payback"):
        days = plain["payback"].items()
        parts["payback"] = Payback(**{k: day and date.fromisoformat(day) for k, day in days})
    return Expected(**{**plain, **parts})
