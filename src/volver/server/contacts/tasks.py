"""Who has whom on their list. Two agents never have the same customer."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q

from volver.app.clock import now
from volver.server.accounts.models import Membership, User, Workspace
from volver.server.contacts.models import LoggedContact, Task
from volver.server.roles import GRANTED, May, Role


def open_tasks(workspace: Workspace, agent: User | None = None) -> list[Task]:
    """Tasks that wait, the oldest first; of one agent, or of all."""
    waiting = Task.objects.filter(workspace=workspace, closed_at=None).select_related("agent")
    if agent is not None:
        waiting = waiting.filter(agent=agent)
    return list(waiting.order_by("given_at", "pk"))


def give(
    workspace: Workspace, agent: User, given_by: User, in_order: Iterable[str], most: int
) -> int:
    """Put the next free customers onto an agent's list; how many there were.

    in_order: ids of customers who may be contacted, whoever has them. A customer whom somebody
    else takes at the same moment is theirs, and the next one is tried.
    """
    taken = {task.customer for task in open_tasks(workspace)}
    given = 0
    for customer in in_order:
        if given == most:
            break
        if customer not in taken and _claim(workspace, agent, given_by, customer):
            given += 1
    return given


def _claim(workspace: Workspace, agent: User, given_by: User, customer: str) -> bool:
    try:
        with transaction.atomic():
            Task.objects.create(
                workspace=workspace, customer=customer, agent=agent, given_by=given_by,
                given_at=now(),
            )  # fmt: skip
    except IntegrityError:  # somebody was quicker
        return False
    return True


@transaction.atomic
def move(workspace: Workspace, before: User, after: User, given_by: User) -> int:
    """Everything that waits on one agent's list goes to another's, and what they have agreed.

    Gives how many customers were on the list.
    """
    waiting = Task.objects.select_for_update().filter(
        workspace=workspace, agent=before, closed_at=None
    )
    moved = waiting.update(agent=after, given_by=given_by)
    agreed = Q(promise_due__isnull=False) | Q(next_contact__isnull=False)
    noted = LoggedContact.objects.filter(agreed, workspace=workspace, owner=before)
    noted.update(owner=after)
    return moved


@transaction.atomic
def let_go(workspace: Workspace, still: Iterable[str]) -> int:
    """Take those from every list who are on the day's list no longer; how many.

    Whoever is put into a holdout, or says no, is not to be contacted, whoever has them.
    """
    wanted = set(still)
    gone = [task.pk for task in open_tasks(workspace) if task.customer not in wanted]
    return Task.objects.filter(pk__in=gone, closed_at=None).update(closed_at=now())


def desk(workspace: Workspace) -> list[User]:
    """Whoever may work a list here, by name."""
    held = Membership.objects.filter(workspace=workspace, user__is_active=True)
    people = [
        one.user for one in held.select_related("user") if May.WORK_LIST in GRANTED[Role(one.role)]
    ]
    return sorted(people, key=lambda one: (one.get_full_name().lower(), one.pk))
