"""volver serve: prepare the records, say how to come in, and answer until stopped."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from volver.app.clock import now
from volver.app.plan_store import plan_store
from volver.app.published import answers_many
from volver.app.workspace import FILE
from volver.app.workspace import Workspace as Folder
from volver.domain.errors import BadInput, VolverError
from volver.server.site import Site

THREADS = 4
"""Pages that are made at a time; each takes some milliseconds of one core."""
SWITCH = 0.0005
"""Seconds that a thread computes on while others wait."""
PROXIED = {"x-forwarded-proto", "x-forwarded-for"}
"""What the site's proxy is believed."""


def serve(
    folders: Sequence[Path], site: Path, host: str, port: int, say: Callable[[str, str], None]
) -> None:
    """Serve workspaces until the process is stopped.

    site: the server's own folder. say: told ("address", ...) and, until the first owner has come
    in, ("code", ...).
    """
    from waitress import create_server

    answers_many()
    known = Site.open(site)
    proxy = {"trusted_proxy": known.proxy, "trusted_proxy_headers": PROXIED} if known.https else {}
    try:  # before anything is prepared, so that a taken port is said at once
        server = create_server(
            _answer,
            host=host,
            port=port,
            threads=THREADS,
            ident="volver",
            max_request_body_size=most_sent(known),
            **proxy,
        )
    except OSError as error:
        raise BadInput(
            what=f"Port {port} of {host} cannot be used: {error.strerror}",
            where="--port",
            next_step="Give another one, such as --port 8400.",
        ) from error
    prepare(folders, site)
    for slug, code in first_owners().items():
        say("code", f"{slug}: {code}")
    from volver.server.jobs.keeper import keep_worker

    keep_worker(site)
    threading.Thread(target=_look_through, args=(folders,), daemon=True).start()
    # A thread that waits for the interpreter waits this long for each of some forty steps of a
    # page; by default, while a plan is drawn up beside it, that adds up to a second.
    sys.setswitchinterval(SWITCH)
    say("address", f"http://{host}:{port}/")
    server.run()


def _look_through(folders: Sequence[Path]) -> None:
    """Hold the newest runs against their sums before somebody waits for it."""
    from volver.server.readers import run_of

    for folder in folders:
        with suppress(VolverError):  # which whoever opens a page is told
            run_of(folder.resolve()).close()


def most_sent(site: Site) -> int:
    """Bytes of a request, beyond which it is not even received: an upload, and what is around it.

    Every other request is bounded by Django's settings, before it is read.
    """
    return (site.upload_megabytes + 1) * 1_000_000


def _answer(environ: Any, start_response: Any) -> Any:
    from volver.server.wsgi import application

    return application(environ, start_response)


def prepare(folders: Sequence[Path], site: Path) -> None:
    """Set Django up for a site: its tables, its static files, and the workspaces it shows."""
    for folder in folders:
        Folder.open(folder)  # what is wrong with a workspace is said before anything is served
    os.environ["VOLVER_SITE"] = str(site.resolve())  # noqa: TID251 - see settings
    os.environ["DJANGO_SETTINGS_MODULE"] = "volver.server.settings"  # noqa: TID251 - as above
    Site.open(site)  # makes the folder, for its owner alone
    made = site / "made" / "volver"
    made.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    from volver.server.plans.apps import keep_plans

    keep_plans()

    from volver.present.page import asset
    from volver.server.records import keep_to_ourselves
    from volver.server.settings import SITE, STATIC_ROOT

    charts = made / "charts.js"
    if not charts.is_file():
        made_by = [sys.executable, "-m", "volver.present.runtime", str(charts)]
        subprocess.run(made_by, check=True)
    for name in ("report.css", "book.css", "report.js"):
        (made / name).write_text(asset(name), "utf-8")
    STATIC_ROOT.mkdir(exist_ok=True)
    keep_to_ourselves(SITE)
    call_command("migrate", verbosity=0, interactive=False)
    # All anew: a file that an earlier start was killed over would be taken for whole.
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    _show_workspaces(folders)


def _show_workspaces(folders: Sequence[Path]) -> None:
    from django.utils.text import slugify

    from volver.server.accounts.models import Workspace

    for folder in folders:
        whole = folder.resolve()
        name = whole.name or "workspace"
        slug = slugify(name) or "workspace"
        held = Workspace.objects.filter(slug=slug).first()
        if held is None:
            held = Workspace(slug=slug, name=name)
        elif held.folder != str(whole) and (Path(held.folder) / FILE).is_file():
            raise BadInput(
                what=f"There is another workspace of the name {name}",
                where=folder.name,
                next_step="Rename one of the two folders.",
            )
        held.folder = str(whole)  # it may have moved
        held.save()
        plan_store(Folder.open(folder))  # the first time, plans are taken over from its files


def first_owners() -> dict[str, str]:
    """A code for each workspace that nobody owns yet, by its name; earlier codes end."""
    from volver.server.accounts.models import Invitation, Membership, Workspace
    from volver.server.roles import Role

    owned = Membership.objects.filter(role=Role.OWNER.value).values("workspace")
    codes = {}
    for workspace in Workspace.objects.exclude(pk__in=owned):
        Invitation.objects.filter(workspace=workspace, email="").delete()
        codes[workspace.slug] = Invitation.make(workspace, Role.OWNER, now())
    return codes
