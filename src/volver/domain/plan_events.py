"""What happened to a plan as plain values, and back: the same wherever plans are kept."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from volver.domain.errors import BadInput, Busy, NotFound
from volver.domain.estimate import Estimate
from volver.domain.lesson import Lesson
from volver.domain.plan import Action, Constraints, Event, Expected, Left, Payback, Power, Proposal

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class KeptElsewhere:
    """Who keeps the plans of a workspace instead of its files."""

    mark: str
    """Of the records: two servers never have the same."""
    site: str
    """The folder of the server, as it was at its last start."""


def checked_name(name: str) -> str:
    """The name; raises BadInput for one that no plan can have, before anything is looked for."""
    if not NAME.fullmatch(name):
        raise BadInput(
            what=f"{name[:40]!r} is no name for a plan",
            where="plans",
            next_step="Use small letters, digits and hyphens, such as win-back-2024.",
        )
    return name


def no_such_plan(name: str) -> NotFound:
    """Nothing has happened to a plan of that name."""
    return NotFound(
        what=f"There is no plan {name!r}",
        where="plans",
        next_step="Run volver plan: it lists them all.",
    )


def changed_meanwhile(name: str) -> Busy:
    """Somebody was quicker."""
    return Busy(
        what="Somebody has changed this plan meanwhile",
        where=name,
        next_step=f"See how it stands: volver plan show {name}",
    )


def text_of(event: Event) -> str:
    """An event as one line of JSON; the same event is always the same line."""
    return json.dumps(asdict(event), ensure_ascii=False, allow_nan=False, default=_plain)


TOGETHER = 10_000
"""Customers whose lines are made before they are taken into a fingerprint."""


@lru_cache(maxsize=2_000)
def event_of(text: str) -> Event:
    """An event from its line; raises ValueError, KeyError or TypeError where it is none."""
    rest: dict[str, Any] = dict(json.loads(text))
    proposal, expected = rest.pop("proposal"), rest.pop("expected")
    return Event(
        **{**rest, "at": datetime.fromisoformat(rest["at"])},
        proposal=None if proposal is None else _proposal(proposal),
        expected=None if expected is None else _expected(expected),
    )


def fingerprint(arms: Iterable[tuple[str, str]]) -> str:
    """Of a list of customers and their arms; equal lists have equal ones."""
    digest, coming = hashlib.sha256(), iter(arms)
    while some := list(islice(coming, TOGETHER)):
        digest.update("".join(f"{customer}\0{arm}\n" for customer, arm in some).encode())
    return digest.hexdigest()


def _plain(held: Any) -> str:
    if isinstance(held, date):
        return held.isoformat()
    raise TypeError(type(held).__name__)


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
