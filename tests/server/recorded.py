"""The records of plans for a process of its own; loads little, so that it begins soon."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from volver.server.plans.records import PlanRecords


def records_in(slug: str) -> "PlanRecords":
    """The plans of a workspace of the site that this process, or the one before it, has set up."""
    import django

    django.setup()
    from volver.server.accounts.models import Workspace
    from volver.server.plans.records import PlanRecords

    return PlanRecords(Workspace.objects.get(slug=slug))
