"""volver check --deploy: look at a site from outside, without serving it."""

import os
from pathlib import Path

from volver.app.clock import now
from volver.domain.errors import NotFound
from volver.server.deploy.lines import Facts, Found, look
from volver.server.site import RECORDS, SECRET, Site


def check(folder: Path) -> tuple[Found, ...]:
    """Every line of a site.

    Raises NotFound where nothing was served from this folder yet, and BadInput where site.toml or
    the secret key cannot be used: with those it would not start either.
    """
    if not (folder / SECRET).is_file():
        raise _not_served(folder)
    site = Site.open(folder)
    if site.records is None and not (folder / RECORDS).is_file():
        raise _not_served(folder)
    set_up(folder)
    return look(Facts(site, now()))


def set_up(folder: Path) -> None:
    """Set Django up for a site, and change nothing there."""
    os.environ["VOLVER_SITE"] = str(folder.resolve())  # noqa: TID251 - see settings
    os.environ["DJANGO_SETTINGS_MODULE"] = "volver.server.settings"  # noqa: TID251 - as above
    import django

    django.setup()


def _not_served(folder: Path) -> NotFound:
    return NotFound(
        what="Nothing was served from this folder yet",
        where=folder.name or str(folder),
        next_step="Give the folder that volver serve --site names; without --site it is"
        " .volver/server of the workspace.",
    )
