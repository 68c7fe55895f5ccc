"""volver serve: the pages of a workspace, for people who never open a terminal."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from volver.domain.errors import BadInput, NotFound

WELCOME, SECRET = "welcome", "secret.key"


def serve(
    workspaces: Annotated[
        list[Path] | None, typer.Argument(help="Folders with a volver.toml; this one if none.")
    ] = None,
    site: Annotated[
        Path | None, typer.Option(help="The server's own folder: people, secret, settings.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "localhost",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8321,
) -> None:
    """Serve the newest run as pages, with people and roles. Stop it with Ctrl-C.

    The first start prints a code, with which the owner comes in.
    """
    needs_django("volver serve")
    from volver.cli.output import say
    from volver.server.serve import serve as run
    from volver.server.site import FOLDER

    folders = workspaces or [Path()]

    def tell(what: str, text: str) -> None:
        if what == "code":
            say(f"Code for the first owner of {text}")
        else:
            say(f"{text}   (first time: {text}{WELCOME})")
        sys.stdout.flush()  # the server answers until it is stopped, and a pipe would wait for it

    run(folders, site or folders[0] / FOLDER, host, port, tell)


def work(
    site: Annotated[Path, typer.Argument(help="The server's own folder, as --site names it.")],
) -> None:
    """Do the refreshes and imports of a site, until Ctrl-C.

    For a server of your own and a process manager; volver serve has a worker already.
    """
    needs_django("volver work")
    if not (site / SECRET).is_file():
        raise NotFound(
            what="There are no records of a server here",
            where=site.name or str(site),
            next_step="Give the folder that volver serve names as --site; it is"
            " .volver/server of the workspace where none was named.",
        )
    from volver.server.jobs.keeper import serve_jobs

    serve_jobs(site)


def needs_django(command: str) -> None:
    """Raise BadInput where the parts of the pages are not installed."""
    if find_spec("django") is None:
        raise BadInput(
            what="The pages need parts that are not installed",
            where=command,
            next_step="Run: pip install 'volver[server]'",
        )
