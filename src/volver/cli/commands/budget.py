"""volver budget: where the next euro should go."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language, OutFolder, Page, TableFormat


def budget(
    total: Annotated[float, typer.Argument(help="The money that may be spent.")],
    capacity: Annotated[
        list[str] | None,
        typer.Option(help="The most people a channel can reach, such as phone=200."),
    ] = None,
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
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
    from volver.cli.sheets import answer

    found = split(workspace, total, counts(capacity or [], "--capacity"), lang)
    answer(found, workspace, "Budget", page, out, as_format, json)
