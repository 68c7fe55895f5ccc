"""volver today: whom to contact now, why and how; who is late, and who is new."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language, OutFolder, Page, TableFormat


def today(
    most: Annotated[int | None, typer.Option(help="The most contacts that can be made.")] = None,
    capacity: Annotated[
        list[str] | None,
        typer.Option(help="The most contacts by one channel, such as phone=20."),
    ] = None,
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Whom to contact on the day after the newest run's last: most to gain first, under limits.

        volver today --most 40 --capacity phone=20 --out lists

    Nobody with an open complaint, who said no or was contacted lately, or who is in a holdout.
    Exit codes: 0 done, 2 not usable, 4 no workspace, no run.
    """
    from volver.app.settings import counts
    from volver.app.today import today as look
    from volver.cli.sheets import answer

    found = look(workspace, most, counts(capacity or [], "--capacity"), lang)
    answer(found, workspace, "Today", page, out, as_format, json)
