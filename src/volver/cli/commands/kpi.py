"""volver kpi: any figure, by period and by split, and the SQL behind it."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language


def kpi(
    slug: Annotated[
        str | None, typer.Argument(help="Which figure, such as revenue; none: the catalogue.")
    ] = None,
    by: Annotated[str, typer.Option(help="month, quarter, year or whole.")] = "whole",
    split: Annotated[
        str | None,
        typer.Option(help="channel, country, class, first_year, attribute:NAME and others."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="MONTH", help="First month, such as 2024-03.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="MONTH", help="Last month, such as 2024-12.")
    ] = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Print the query as it is run, and nothing else.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write it to a file: .csv, .xlsx or .parquet.")
    ] = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """One figure of the newest run, with its interval where it is an estimate.

    volver kpi revenue --by month --split channel --from 2024-01 --to 2024-12
    """
    from volver.app.kpi import kpi as ask
    from volver.app.kpi import listed
    from volver.app.settings import settings_with
    from volver.app.workspace import Workspace
    from volver.cli.output import note, say, show_json, table

    here = Workspace.open(workspace)
    language = settings_with(here.settings, language=lang).language
    if slug is None:
        rows = list(listed(language))
        if json:
            names = ("slug", "title", "question")
            show_json([dict(zip(names, row, strict=True)) for row in rows])
        else:
            table(("", "", ""), rows, left=range(9))
        return
    found = ask(here, slug, by, split, since, until, language)
    if sql and not found.lacks:
        say(found.sql)
        return
    if out is not None and not found.lacks:
        found.write(out)
    if json:
        told = {"title": found.title, "question": found.question, "caution": found.caution}
        show_json({**told, "lacks": found.lacks, "rows": list(found.records), "sql": found.sql})
    elif found.lacks:
        note(found.lacks)
    elif out is not None:
        say(str(out))
    else:
        say(found.question)
        table(found.table.columns, found.table.rows, left=range(1 if split is None else 2))
        say(found.caution)
