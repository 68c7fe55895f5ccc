"""The records for whoever is not a page: the command line, beside a server or without one."""

import os
from pathlib import Path

from volver.domain.errors import BadInput
from volver.domain.plan_events import KeptElsewhere
from volver.domain.ports import PlanStore


def open_records(folder: Path, note: KeptElsewhere | None) -> PlanStore | None:
    """The plans that a workspace's note leads to; None where there is no note.

    What is written leaves an entry in the trail. Raises BadInput where the records are not there.
    """
    if note is None:
        return None
    from django.apps import apps

    if not apps.ready:
        site = Path(note.site)
        if not (site / "secret.key").is_file():
            raise BadInput(
                what="The plans of this workspace are kept by a server whose folder is not there",
                where=note.site,
                next_step="Bring it back, or start the server once from where it is now.",
            )
        os.environ["VOLVER_SITE"] = note.site  # noqa: TID251 - Django is told its site by it alone
        os.environ["DJANGO_SETTINGS_MODULE"] = "volver.server.settings"  # noqa: TID251 - as above
        import django

        django.setup()
    from volver.server.plans.traced import traced

    return traced(folder, note)
