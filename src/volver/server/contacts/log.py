"""Note down, take back, and read what was noted down."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from volver.app.clock import now
from volver.domain.errors import NotFound
from volver.domain.my_list import OWN, Kind, Logged, Outcome
from volver.server.accounts.models import User, Workspace
from volver.server.contacts.models import LoggedContact, Task

LOOK_BACK = timedelta(days=60)
"""What is older rests nobody any more; what was agreed holds until it is kept."""


def as_logged(row: LoggedContact) -> Logged:
    """A row as the library reads it."""
    return Logged(
        id=f"{OWN}{row.pk}",
        customer_id=row.customer,
        at=row.at,
        day=row.day,
        agent=row.agent.get_full_name(),
        kind=cast(Kind, row.kind),
        direction=cast(Literal["out", "in"], row.direction),
        channel=row.channel,
        outcome=cast(Outcome, row.outcome) if row.outcome else None,
        note=row.note,
        promise=row.promise,
        promise_due=row.promise_due,
        is_kept=row.kept_at is not None,
        says_next=row.says_next,
        next_contact=row.next_contact,
        offer=row.offer,
        product=row.product,
        is_complaint=row.is_complaint,
        is_open=row.is_open,
    )


def logged_of(workspace: Workspace, customer: str | None = None) -> list[Logged]:
    """What was noted down and not taken back, in that order; of one customer, or of all."""
    rows = LoggedContact.objects.filter(workspace=workspace, undone_at=None)
    if customer is not None:
        rows = rows.filter(customer=customer)
    return _in_order(rows)


def _in_order(rows: QuerySet[LoggedContact]) -> list[Logged]:
    return [as_logged(row) for row in rows.select_related("agent").order_by("at", "pk")]


def numbers(workspace: Workspace, **of: User) -> set[str]:
    """The numbers of what one person noted down (agent=...) or answers for (owner=...)."""
    rows = LoggedContact.objects.filter(workspace=workspace, undone_at=None, **of)
    return {f"{OWN}{number}" for number in rows.values_list("pk", flat=True)}


def owners(workspace: Workspace, wanted: Iterable[str]) -> dict[str, str]:
    """Who answers for what was agreed, by the numbers of what was noted down."""
    keys = [int(number.removeprefix(OWN)) for number in wanted]
    rows = LoggedContact.objects.filter(workspace=workspace, pk__in=keys).select_related("owner")
    return {f"{OWN}{row.pk}": row.owner.get_full_name() for row in rows}


def recent(workspace: Workspace, day: date) -> list[Logged]:
    """What a list of that day has to know of: what is new, what was agreed, and who waits."""
    rows = LoggedContact.objects.filter(workspace=workspace, undone_at=None)
    later = rows.filter(customer=OuterRef("customer"), says_next=True).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return _in_order(
        rows.filter(
            Q(day__gte=day - LOOK_BACK)
            | Q(is_open=True)
            | Q(promise_due__isnull=False, kept_at=None)
            | (Q(next_contact__isnull=False) & ~Exists(later))
        )
    )


def note_down(
    workspace: Workspace, agent: User, at: datetime, day: date, said: Mapping[str, Any]
) -> LoggedContact:
    """Write down; the customer's task is done with it, unless nobody was contacted.

    said: the fields of a row. The same form sent twice is written once.
    """
    try:
        with transaction.atomic():
            row = LoggedContact(
                workspace=workspace, agent=agent, owner=agent, at=at, day=day, **said
            )
            if row.outcome:
                row.task = _close(workspace, row.customer, at)
            row.save(force_insert=True)
    except IntegrityError:
        return find(workspace, LoggedContact.objects.get(once=said["once"]).pk)
    return row


def _close(workspace: Workspace, customer: str, at: datetime) -> Task | None:
    waits = Task.objects.select_for_update().filter(
        workspace=workspace, customer=customer, closed_at=None
    )
    task = waits.first()
    if task is not None:
        task.closed_at = at
        task.save(update_fields=["closed_at"])
    return task


def find(workspace: Workspace, number: int) -> LoggedContact:
    """One row of a workspace that was not taken back; raises NotFound."""
    row = LoggedContact.objects.filter(pk=number, workspace=workspace, undone_at=None).first()
    if row is None:
        raise NotFound(
            what="That was taken back already, or never noted down",
            where="what was noted down",
            next_step="Open the customer's card: it shows what stands.",
        )
    return row


@transaction.atomic
def take_back(workspace: Workspace, number: int) -> LoggedContact:
    """What was noted down does not hold any more, and the task that it closed waits again."""
    row = find(workspace, number)
    row.undone_at = now()
    row.save(update_fields=["undone_at"])
    task = row.task
    again = (
        task is not None
        and not Task.objects.filter(
            workspace=workspace, customer=task.customer, closed_at=None
        ).exists()
    )
    if task is not None and again:
        task.closed_at = None
        task.save(update_fields=["closed_at"])
    return row


def keep_promise(workspace: Workspace, number: int) -> LoggedContact:
    """A promise was kept."""
    row = find(workspace, number)
    if row.kept_at is None:
        row.kept_at = now()
        row.save(update_fields=["kept_at"])
    return row


def solve(workspace: Workspace, number: int) -> LoggedContact:
    """Whoever waited has an answer."""
    row = find(workspace, number)
    row.is_open = False
    row.save(update_fields=["is_open"])
    return row
