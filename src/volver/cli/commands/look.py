"""volver report, explain and backtest: look at what was published."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language


def report(
    workspace: Folder = Path(),
    out: Annotated[Path | None, typer.Option(help="Copy the report to this file.")] = None,
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Where the newest report is; with --lang, the same figures in that language."""
    from volver.app.look import report as find
    from volver.cli.output import say, show_json

    path = find(workspace, lang, out)
    if json:
        show_json({"report": str(path)})
    else:
        say(str(path))


def explain(
    customer: Annotated[str, typer.Argument(help="The customer's id.")],
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Why one customer is worth what the newest run says: how long, how often, how much."""
    from volver.app.look import explain as explain_customer
    from volver.cli.output import say, show_json, table

    found = explain_customer(workspace, customer, lang)
    if json:
        show_json(found.to_dict())
        return
    say(found.title)
    table(("", ""), found.rows)
    for sentence in found.sentences:
        say(sentence)


def backtest(
    workspace: Folder = Path(),
    export: Annotated[
        Path | None, typer.Option(help="New folder for what came, and for all forecasts of it.")
    ] = None,
    score: Annotated[
        Path | None, typer.Option(help="Others' forecasts of the same days, to be marked as ours.")
    ] = None,
    challenger: Annotated[
        bool, typer.Option("--challenger", help="With --export or --score: boosting, too.")
    ] = False,
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """How every candidate forecast did on the past: the score card of the newest run.

    With --export it forecasts again from each of those days, and writes what came and every
    candidate's forecast as Parquet, so that others can forecast the same; with --score it marks
    their file beside ours.
    """
    from volver.app.look import backtest as scores
    from volver.cli.output import Bar, say, show_json, table

    if export is not None or score is not None:
        from volver.app.contest import contest

        with Bar(watched=not json, language=lang or "en") as bar:
            standing = contest(workspace, export, score, challenger, lang, bar)
        if json:
            show_json(standing.to_dict())
        else:
            table(standing.header, standing.rows, left=range(2))
        return
    found = scores(workspace, lang)
    if json:
        show_json(found.plain)
        return
    table(found.header, found.rows, left=range(3))
    say(found.why)
