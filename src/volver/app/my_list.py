"""The list of whoever contacts customers: the newest run's day, less what was noted down since."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from volver.app.look import no_such_customer
from volver.app.plan_store import plan_store
from volver.app.published import PublishedRun
from volver.app.today import today
from volver.app.workspace import FILE, Workspace
from volver.decide.timing.channels import channels
from volver.decide.timing.noted import agenda, agents_day, by_outcome, free, heard
from volver.domain.customer_card import CustomerCard
from volver.domain.due import Candidate
from volver.domain.my_list import (
    OWN,
    Agenda,
    AgentsDay,
    DaysList,
    Due,
    Happened,
    Heard,
    Logged,
    Outcome,
    ToContact,
)
from volver.store.publish import find_customer

MOST = 5_000
"""Customers on the list of a day: more than any desk reaches."""
KEPT = 4
"""Lists that a process remembers: each was much to find, and holds until something changes."""
Mark = tuple[tuple[str, int], ...]


def days_list(run: PublishedRun) -> DaysList:
    """Whom the newest run lists, in its order; nobody of a holdout is on it.

    Raises BadInput where the run has no forecast.
    """
    here = run.workspace
    plans = tuple((name, len(held)) for name, held in plan_store(here).all_events().items())
    stated = (here.folder / FILE).stat().st_mtime_ns
    mark = (*plans, (FILE, stated))
    return run.remembered(
        ("my list", mark), lambda: _with_channels(run, _list_of(here.folder, run.run_id, mark))
    )


def _with_channels(run: PublishedRun, listed: DaysList) -> DaysList:
    if "interactions" not in run.snapshot.company:
        return listed
    usual = {one.customer_id: one.channel for one in channels(run.snapshot)}
    contacts = (
        replace(one, usual_channel=usual.get(one.customer_id, "")) for one in listed.contacts
    )
    return replace(listed, contacts=tuple(contacts))


@lru_cache(maxsize=KEPT)
def _list_of(folder: Path, run_id: str, mark: Mark) -> DaysList:
    """mark: what else the list depends on, so that a plan of this morning holds this morning."""
    work = today(folder, MOST, {}, None).work
    return DaysList(
        day=work.listed.day,
        contacts=tuple(_without_money(one) for one in work.listed.contacts),
        knows_consent=work.knows_consent,
        has_actions=bool(work.actions),
    )


def _without_money(one: Candidate) -> ToContact:
    assert one.why is not None  # nobody is listed without a reason of the day
    return ToContact(one.customer_id, one.why, one.action, one.channel, one.by, one.contacts)


def still_free(listed: DaysList, logged: Sequence[Logged], day: date) -> list[ToContact]:
    """Those of the list who may still be contacted, in its order.

    logged: everything that was noted down, in that order.
    """
    return free(listed.contacts, heard(logged, day), listed.day)


def agreed(logged: Sequence[Logged], day: date) -> Agenda:
    """What was agreed with customers and is overdue, due or coming."""
    return agenda(logged, day)


def day_of_agent(own: Iterable[Logged], owed: Iterable[Due], day: date) -> AgentsDay:
    """What one agent did on a day, and what is late. owed: what was agreed in their name."""
    return agents_day(own, owed, day)


def outcomes_of(logged: Iterable[Logged]) -> dict[Outcome, int]:
    """How contacts ended."""
    return by_outcome(logged)


def heard_of(logged: Sequence[Logged], customer: str, day: date) -> Heard | None:
    """What was heard of one customer beside the newest run; None: nothing."""
    return heard(logged, day).get(customer)


def timeline(card: CustomerCard, logged: Sequence[Logged]) -> list[Happened]:
    """Everything of one customer, the newest first.

    logged: in the order in which it was noted down. Where the run has it by now, the note holds.
    """
    lines = [Happened(one.day, None, one) for one in reversed(logged)]
    lines += [Happened(one.day, one, None) for one in card.events if not one.number.startswith(OWN)]
    return sorted(lines, key=lambda one: one.day, reverse=True)


def check_customer(run: PublishedRun, customer: str) -> None:
    """Raises NotFound where nobody has this id."""
    if find_customer(run.snapshot.engine, run.folder / "values.parquet", customer) is None:
        raise no_such_customer()


def local(folder: Path, moment: datetime) -> datetime:
    """A moment by the company's clock."""
    return moment.astimezone(ZoneInfo(Workspace.open(folder).settings.time_zone))
