"""Plans: what is done for each segment, drafted, approved, started and closed as on the pages."""

from django.db import transaction
from ninja import Status

from volver.app.plan import Wish, happened, plans_of
from volver.app.plan import plan as plan_of
from volver.domain.plan import Plan
from volver.server.api.doors import get, post
from volver.server.api.types import FILLED, Amount, Count, Day, Name, Sent, Share, text
from volver.server.audit.chain import record
from volver.server.gate import Asked
from volver.server.pages.drafted import drafted
from volver.server.pages.plan_steps import LONGEST_NOTE, STEPS
from volver.server.roles import May
from volver.server.webhooks.deliver import announce
from volver.server.webhooks.events import Event

BY = 120


class Draft(Sent):
    """A plan that somebody wants drawn up."""

    name: Name
    segment: text(4000, 1)  # type: ignore[valid-type]  # made by `text`
    """The name of a segment or of a value class, `late`, or a rule."""
    action: text(80, 1)  # type: ignore[valid-type]  # made by `text`
    """As volver.toml names it."""
    owner: text(BY, 1, FILLED)  # type: ignore[valid-type]  # made by `text`
    """Who answers for it."""
    first_day: Day
    last_day: Day
    goal: text(200) = ""  # type: ignore[valid-type]  # made by `text`
    budget: Amount | None = None
    """Money for contacts."""
    capacity: Count | None = None
    """Contacts that can be made."""
    holdout_share: Share = 0.1
    """Of those eligible, left untreated so that the plan can be judged."""


class Note(Sent):
    """A remark on a step."""

    note: text(LONGEST_NOTE) = ""  # type: ignore[valid-type]  # made by `text`


@get("/plans", May.DRAFT_PLANS, list[Plan])
def plans(request: Asked) -> list[Plan]:
    """Every plan as it stands."""
    return plans_of(request.folder)


@get("/plans/{name}", May.DRAFT_PLANS, Plan)
def plan(request: Asked, name: Name) -> Plan:
    """One plan as it stands, with all that happened to it."""
    return plan_of(request.folder, name)


@post("/plans", May.DRAFT_PLANS, Plan, 201)
def draft(request: Asked, wish: Draft) -> Status[Plan]:
    """Draw up a plan by the figures of the newest run; a draft of that name is drawn up anew."""
    drafted(request, Wish(**wish.model_dump()), _key(request))
    return Status(201, plan_of(request.folder, wish.name))


@post("/plans/{name}/approve", STEPS["approve"][1], Plan)
def approve(request: Asked, name: Name, note: Note) -> Plan:
    """Say yes, in the name of whoever made the key."""
    return _stepped(request, name, "approve", note)


@post("/plans/{name}/start", STEPS["start"][1], Plan)
def start(request: Asked, name: Name, note: Note) -> Plan:
    """The first customer is contacted."""
    return _stepped(request, name, "start", note)


@post("/plans/{name}/close", STEPS["close"][1], Plan)
def close(request: Asked, name: Name, note: Note) -> Plan:
    """It is over."""
    return _stepped(request, name, "close", note)


def _stepped(request: Asked, name: str, step: str, note: Note) -> Plan:
    kind, _ = STEPS[step]
    with transaction.atomic():  # the plan and its entry in the trail: both or neither
        found = happened(request.folder, name, kind, str(request.user), note.note)
        record(request, f"plan {kind}", name, _key(request))
        if kind == "approved":
            announce(request.workspace, Event.PLAN_APPROVED, {"plan": name})
    return found


def _key(request: Asked) -> dict[str, str]:
    """Which program did it, beside the person who answers for it."""
    key = getattr(request, "key", None)
    return {} if key is None else {"key": key.name}
