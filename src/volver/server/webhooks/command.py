"""Deliver once, from a command: for a site whose server has no worker beside it."""

import os
from collections.abc import Mapping
from pathlib import Path

from volver.app.clock import now
from volver.domain.errors import NotFound
from volver.server.site import RECORDS


def deliver_once(site: Path) -> Mapping[str, int]:
    """How many messages were delivered, wait for another try, or were given up.

    site: the server's own folder; raises NotFound where no server has been started with it.
    """
    if not (site / RECORDS).is_file():
        raise NotFound(
            what="No server has been started here",
            where="--site",
            next_step="Run: volver serve, once; it makes the records that this reads.",
        )
    os.environ["VOLVER_SITE"] = str(site.resolve())  # noqa: TID251 - see settings
    os.environ["DJANGO_SETTINGS_MODULE"] = "volver.server.settings"  # noqa: TID251 - as above
    import django

    django.setup()
    from volver.server.webhooks.deliver import deliver_due

    return deliver_due(now())
