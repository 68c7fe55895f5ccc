"""volver segment: who fits a rule."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language


class Use(StrEnum):
    """What a segment is used for."""

    REPORT = "report"
    BUDGET = "budget"
    MARKETING = "marketing"
    PRICE = "price"
    SERVICE = "service"


def segment(
    rule: Annotated[
        str | None, typer.Argument(help="Such as \"orders >= 3 and country = 'ES'\", or JSON.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="A segment of volver.toml instead of a rule.")
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Print the number alone.")] = False,
    sql: Annotated[
        bool, typer.Option("--sql", help="Print the query and its parameters as well.")
    ] = False,
    purpose: Annotated[
        Use, typer.Option(help="What it is for; gender and age are barred from price and service.")
    ] = Use.REPORT,
    out: Annotated[
        Path | None, typer.Option(help="Write the customers' ids to this .csv or .parquet.")
    ] = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """How many customers fit a rule, by the newest run, and who they are.

        volver segment "in segment 'best' and days_since_last > 60" --out late.csv

    A missing value fits neither a comparison nor its opposite; ask for it by: is missing.
    Exit codes: 0 done, 2 the rule is not usable, 4 no workspace, no run.
    """
    from volver.app.segment import ask
    from volver.cli.output import say, show_json

    found = ask(workspace, rule, name, purpose.value, out, lang)
    if json:
        show_json(found.to_dict())
        return
    if count:
        say(str(found.customers))
        return
    say(found.sentence)
    say(found.summary)
    if sql:
        say(found.query.sql)
        for given, value in found.query.parameters.items():
            say(f"  ${given} = {value!r}")
    if out is not None:
        say(str(out))
