"""volver init and volver run: a company's folder."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, AsOf, Folder, Language


def init(
    folder: Annotated[Path, typer.Argument(help="A folder with files of orders.")] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Replace the volver.toml that is there.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Look at the files of a folder, guess what their columns mean, and write volver.toml.

    The guess and its grounds stand in the file as comments: read it, correct it, then volver run.
    """
    from volver.app.setup import setup
    from volver.cli.output import say, show_json

    found = setup(folder, force)
    if json:
        show_json(found.to_dict())
        return
    for line in found.lines:
        say(line)


def run(
    workspace: Folder = Path(),
    as_of: AsOf = None,
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Read, check, value and publish everything of a workspace; safe to repeat.

    Exit codes: 0 done, 2 input not usable, 3 too many rows rejected, 4 no workspace,
    5 another process is writing.
    """
    from dataclasses import replace

    from volver.app.run import run as run_workspace
    from volver.app.settings import day, settings_with
    from volver.app.workspace import Workspace
    from volver.cli.output import Bar, show_json
    from volver.cli.summary import show

    here = Workspace.open(workspace)
    here = replace(here, settings=settings_with(here.settings, language=lang))
    with Bar(watched=not json, language=here.settings.language) as bar:
        published = run_workspace(here, day(as_of), bar, with_book=True)
    if json:
        show_json(published.card)
        return
    names = ("report.html", "values.parquet", "values.csv")
    paths = [published.folder / name for name in names]
    show(published.data.basis, published.data, here.settings.language, paths)
