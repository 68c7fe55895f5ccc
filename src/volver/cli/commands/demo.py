"""volver demo: the whole job on real orders."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson


def demo(
    folder: Annotated[Path, typer.Option(help="The folder to make and to use.")] = Path("demo"),
    lang: Annotated[str, typer.Option(help="en or es.")] = "en",
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Pages come later; accepted already.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Run everything on thirteen months of orders of a real shop (Online Retail)."""
    from volver.app.demo import demo as run_demo
    from volver.cli.output import Bar, show_json
    from volver.cli.summary import show

    with Bar(watched=not json, language=lang) as bar:
        published = run_demo(folder, lang, bar)
    if json:
        show_json(published.card)
        return
    names = ("report.html", "values.parquet", "values.csv")
    paths = [published.folder / name for name in names]
    show(published.data.basis, published.data, lang, paths)
