"""volver demo: the whole job on real orders, or on a business that was made."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson


def demo(
    folder: Annotated[Path, typer.Option(help="The folder to make and to use.")] = Path("demo"),
    business: Annotated[
        str | None, typer.Option(help="Make a business instead: shop, telecom or saas.")
    ] = None,
    customers: Annotated[int, typer.Option(help="How many customers it has.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same business.")] = 1,
    run: Annotated[
        bool, typer.Option("--run/--no-run", help="Run it, or only write the files it made.")
    ] = True,
    lang: Annotated[str, typer.Option(help="en or es.")] = "en",
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Then serve its pages, until Ctrl-C.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Run everything on thirteen months of orders of a real shop (Online Retail).

    With --business: on one that volver makes, with customers, spend, interactions, subscriptions,
    answers and a campaign with a holdout; what is true of it is written beside it, into truth/.
    """
    from volver.app.demo import demo as run_demo
    from volver.app.demo_business import make_business
    from volver.cli.output import Bar, say, show_json
    from volver.cli.summary import show

    with Bar(watched=not json, language=lang) as bar:
        rows = make_business(business, customers, seed, folder, bar) if business else {}
        published = run_demo(folder, lang, bar) if run or not business else None
    if json:
        show_json(published.card if published else dict(rows))
    elif published:
        names = ("report.html", "values.parquet", "values.csv")
        paths = [published.folder / name for name in names]
        show(published.data.basis, published.data, lang, paths)
    else:
        for name, count in rows.items():
            say(f"{folder / name}.parquet: {count:,}")
    if serve and published:
        from volver.cli.commands.serve import serve as serve_pages

        serve_pages([folder])
