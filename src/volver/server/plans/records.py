"""The plans of a workspace in the server's records.

Each row's mark is a SHA-256 over the mark before it and its own content, so that a row that was
changed, taken out or put in between is found when the plan is read. Whoever can write the database
can also write new marks; the trail, whose marks need the server's secret, tells who did what.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from volver.app.plan_store import hand_over
from volver.domain.errors import BadInput
from volver.domain.plan import Event
from volver.domain.plan_events import (
    KeptElsewhere,
    changed_meanwhile,
    checked_name,
    event_of,
    no_such_plan,
    text_of,
)
from volver.server.accounts.models import Workspace
from volver.server.plans.models import Happened, Origin, TakenOver

START = "0" * 64


class PlanRecords:
    """The plans of one workspace; keeps the contract of `domain.ports.PlanStore`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def names(self) -> list[str]:
        """Of all plans, in alphabetical order."""
        held = Happened.objects.filter(workspace=self.workspace, number=1)
        return sorted(held.values_list("plan", flat=True))

    def events(self, name: str) -> list[Event]:
        """What happened to a plan; raises NotFound where there is none of that name.

        Raises BadInput where a row is not as it was written.
        """
        held = Happened.objects.filter(workspace=self.workspace, plan=checked_name(name))
        rows = list(held.order_by("number"))
        if not rows:
            raise no_such_plan(name)
        return _events(name, rows)

    def all_events(self) -> dict[str, list[Event]]:
        """What happened to every plan, in alphabetical order of their names; asked for at once.

        Raises BadInput where a row of one is not as it was written.
        """
        found: dict[str, list[Happened]] = {}
        for row in Happened.objects.filter(workspace=self.workspace).order_by("number"):
            found.setdefault(row.plan, []).append(row)
        return {name: _events(name, found[name]) for name in sorted(found)}

    def append(self, name: str, event: Event, known: int) -> None:
        """Add what happened; raises Busy where somebody else has added something since."""
        content = text_of(event)
        held = Happened.objects.filter(workspace=self.workspace, plan=checked_name(name))
        try:
            with transaction.atomic():
                last = held.order_by("-number").first()
                if known != (0 if last is None else last.number):
                    raise changed_meanwhile(name)
                mark = mark_of(START if last is None else last.mark, content)
                Happened.objects.create(
                    workspace=self.workspace,
                    plan=name,
                    number=known + 1,
                    content=content,
                    mark=mark,
                )
        except IntegrityError:
            raise changed_meanwhile(name) from None


def _events(name: str, rows: Sequence[Happened]) -> list[Event]:
    before = START
    for number, row in enumerate(rows, 1):
        if row.number != number or row.mark != mark_of(before, row.content):
            raise _changed(name)
        before = row.mark
    try:
        return [event_of(row.content) for row in rows]
    except (ValueError, KeyError, TypeError):
        raise _changed(name) from None


def mark_of(before: str, content: str) -> str:
    """The mark of a row after the one with the mark `before`."""
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()


def records_of(folder: Path, note: KeptElsewhere | None) -> PlanRecords | None:
    """The plans of a workspace that this server shows, by its folder; None for any other.

    The first time, and after the server's folder moved or the note was lost, what the files hold
    and the records do not is taken over. Raises Busy where another server keeps the plans.
    """
    workspace = Workspace.objects.filter(folder=str(folder.resolve())).first()
    if workspace is None:
        return None
    ours = KeptElsewhere(
        f"{Origin.objects.get().mark}-{workspace.slug}", str(settings.SITE.folder.resolve())
    )
    kept = PlanRecords(workspace)
    if note != ours or not TakenOver.objects.filter(workspace=workspace).exists():
        _take_over(kept, ours)
    return kept


def _take_over(kept: PlanRecords, to: KeptElsewhere) -> None:
    found = hand_over(Path(kept.workspace.folder), to)
    with transaction.atomic():
        there = set(kept.names())
        for name, events in found.items():
            ours = list(map(text_of, kept.events(name))) if name in there else []
            theirs = list(map(text_of, events))
            both = min(len(ours), len(theirs))
            if ours[:both] != theirs[:both]:
                raise BadInput(
                    what="This plan went on in the files and in the records, each another way",
                    where=name,
                    next_step="Move its file out of .volver/plans; the records go on.",
                )
            for number, event in enumerate(events[len(ours) :], len(ours)):
                kept.append(name, event, number)
        TakenOver.objects.get_or_create(workspace=kept.workspace)


def _changed(name: str) -> BadInput:
    return BadInput(
        what="The records of this plan are not as they were written",
        where=name,
        next_step="Put the records back from a copy of before, and see the trail.",
    )
