"""volver data: what was read, what was set aside, and how to take it back."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder

app = typer.Typer(no_args_is_help=True, help="What was read, what was set aside, taking it back.")


@app.command("check")
def check(workspace: Folder = Path(), json: AsJson = False) -> None:
    """Read every source and say what is in it; nothing is kept."""
    from volver.app.ingest import check as check_sources
    from volver.app.publish import plain_load
    from volver.app.workspace import Workspace
    from volver.cli.output import Bar, show_json
    from volver.cli.summary import show_load

    here = Workspace.open(workspace)
    with Bar(watched=not json, language=here.settings.language) as bar:
        loads = [plain_load(load) for load in check_sources(here, bar)]
    if json:
        show_json(loads)
        return
    for load in loads:
        show_load(load, here.settings.language)


@app.command("rejected")
def rejected(workspace: Folder = Path(), json: AsJson = False) -> None:
    """The rows that were set aside: file, line, column, value, rule and what to do."""
    from volver.app.ingest import rejected as rejected_rows
    from volver.app.workspace import Workspace
    from volver.cli.output import say, show_json, table
    from volver.present.errors import advice
    from volver.present.words import Words

    here = Workspace.open(workspace)
    words = Words(here.settings.language)
    rows = rejected_rows(here)
    if json:
        show_json(rows)
    elif not rows:
        say(words("No row was set aside."))
    else:
        rows = [{**row, "advice": advice(str(row["advice"]), words)} for row in rows]
        header = ("source", "line", "column", "value", "rule", "advice")
        table(
            header, [[str(row.get(name) or "") for name in header] for row in rows], left=range(9)
        )


@app.command("undo")
def undo(
    load_id: Annotated[int, typer.Argument(help="Number of the load; 0 lists them.")],
    workspace: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Take one load back: its lines go, the file stays."""
    from volver.app.ingest import take_back
    from volver.app.workspace import Workspace
    from volver.cli.output import say, show_json
    from volver.present.words import Words

    here = Workspace.open(workspace)
    words = Words(here.settings.language)
    taken = take_back(here, load_id)
    if json:
        show_json({"load_id": load_id, "source": taken.source, "lines": taken.accepted})
    else:
        say(
            words(
                "Took back load {load:text} ({source:text}): {lines:count} lines.",
                load=load_id,
                source=taken.source,
                lines=taken.accepted,
            )
        )
