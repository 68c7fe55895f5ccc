"""volver deliver: tell webhooks what waits to be told."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder
from volver.domain.errors import BadInput


def deliver(
    workspace: Folder = Path(),
    site: Annotated[
        Path | None, typer.Option(help="The server's own folder, as volver serve has it.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Send what waits for webhooks, once. Let it be called every minute, by cron for example."""
    if find_spec("django") is None:
        raise BadInput(
            what="The pages need parts that are not installed",
            where="volver serve",
            next_step="Run: pip install 'volver[server]'",
        )
    from volver.cli.output import say, show_json
    from volver.server.site import FOLDER
    from volver.server.webhooks.command import deliver_once

    found = deliver_once(site or workspace / FOLDER)
    counted = {state: found.get(state, 0) for state in ("delivered", "waiting", "given up")}
    if json:
        show_json(counted)
    else:
        say(", ".join(f"{name}: {count}" for name, count in counted.items()))
