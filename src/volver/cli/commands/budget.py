"""volver budget: where the next euro should go."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language


def budget(
    total: Annotated[float, typer.Argument(help="The money that may be spent.")],
    capacity: Annotated[
        list[str] | None,
        typer.Option(help="The most people a channel can reach, such as phone=200."),
    ] = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Split a budget over customers and the actions of volver.toml, by what each would add.

        volver budget 5000 --capacity phone=200

    Half of it and twice as much stand beside it. Exit codes: 0 done, 2 not usable, 4 no run.
    """
    from volver.app.budget import budget as split
    from volver.app.settings import counts
    from volver.cli.output import show_json
    from volver.cli.sheets import show

    found = split(workspace, total, counts(capacity or [], "--capacity"), lang)
    if json:
        show_json(found.to_dict())
    else:
        show(found.shown)
