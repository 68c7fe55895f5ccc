"""Plans whose every change leaves an entry in the trail, for doors that write none themselves."""

from pathlib import Path

from django.db import transaction
from django.http import HttpRequest

from volver.domain.plan import Event
from volver.domain.plan_events import KeptElsewhere
from volver.server.audit.chain import record
from volver.server.plans.records import PlanRecords, records_of


class TracedRecords(PlanRecords):
    """Who changed a plan is whoever says so: whoever has the folder needs no password."""

    def append(self, name: str, event: Event, known: int) -> None:
        """Add what happened, and its entry: both or neither."""
        request = HttpRequest()
        request.workspace = self.workspace  # type: ignore[attr-defined]  # as the gate does
        action = "drafted a plan" if event.kind == "drafted" else f"plan {event.kind}"
        with transaction.atomic():
            super().append(name, event, known)
            record(request, action, name, {"by": "command line"}, actor=event.by)


def traced(folder: Path, note: KeptElsewhere) -> TracedRecords | None:
    """The plans of a workspace that the records know; None for any other."""
    held = records_of(folder, note)
    return None if held is None else TracedRecords(held.workspace)
