"""volver plan: whom to do something for, at what cost, who approves, and how it ended."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language

app = typer.Typer(
    help="What is done for each segment: draft, compare, approve, export, close.",
)
Name = Annotated[str, typer.Argument(help="The plan's name, such as win-back.")]
Person = Annotated[str, typer.Option("--by", help="Who does this, by name.")]
Remark = Annotated[str, typer.Option("--note", help="Why, in a few words.")]


@app.callback(invoke_without_command=True)
def plans(
    context: typer.Context, workspace: Folder = Path(), lang: Language = None, json: AsJson = False
) -> None:
    """The segments without a plan, and the plans there are."""
    if context.invoked_subcommand is not None:
        return
    from volver.app.plan import board, show_board
    from volver.cli.output import show_json
    from volver.cli.sheets import show

    if json:
        show_json(board(workspace).to_dict())
        return
    show(show_board(workspace, lang))


@app.command("draft")
def draft(
    name: Name,
    segment: Annotated[
        str, typer.Option(help="best, potential, good, a segment of volver.toml, or a rule.")
    ],
    action: Annotated[str, typer.Option(help="An action of volver.toml.")],
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    last: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day.")],
    goal: Annotated[str, typer.Option(help="What it is for, in a sentence.")] = "",
    budget: Annotated[float | None, typer.Option(help="Money for contacts.")] = None,
    capacity: Annotated[int | None, typer.Option(help="Contacts that can be made.")] = None,
    holdout: Annotated[float, typer.Option(help="Share left untreated, to judge by.")] = 0.1,
    days_between: Annotated[
        int, typer.Option(help="Leave in peace whoever was contacted so recently.")
    ] = 30,
    finding: Annotated[str, typer.Option(help="The finding that it is started from.")] = "",
    by: Person = "",
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Draw up a plan by the newest run; a draft of the same name is drawn up anew.

        volver plan draft win-back --segment "p_alive < 0.3 and value > 50" --action call
            --owner "Ana Ruiz" --from 2024-02-01 --until 2024-04-30 --budget 500

    Exit codes: 0 done, 2 something cannot be, 4 no workspace, no run.
    """
    from volver.app.plan import Wish, draft_plan
    from volver.app.settings import day

    wish = Wish(
        name=name,
        segment=segment,
        action=action,
        owner=owner,
        first_day=day(first, "--from"),
        last_day=day(last, "--until"),
        goal=goal,
        budget=budget,
        capacity=capacity,
        holdout_share=holdout,
        days_between=days_between,
        finding=finding,
    )
    draft_plan(workspace, wish, by or owner)
    _tell(workspace, [name], lang, json)


@app.command("from-budget")
def from_budget(
    total: Annotated[float, typer.Argument(help="The money that may be spent.")],
    owner: Annotated[str, typer.Option(help="Who answers for them.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    last: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day.")],
    name: Annotated[str, typer.Option(help="What the plans' names begin with.")] = "budget",
    capacity: Annotated[
        list[str] | None,
        typer.Option(help="The most people a channel can reach, such as phone=200."),
    ] = None,
    goal: Annotated[str, typer.Option(help="What they are for, in a sentence.")] = "",
    holdout: Annotated[float, typer.Option(help="Share left untreated, to judge by.")] = 0.1,
    by: Person = "",
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Draft a plan for each line of the best split of a budget; nobody is in two of them.

        volver plan from-budget 5000 --capacity phone=200 --owner "Ana Ruiz"
            --from 2024-02-01 --until 2024-04-30

    Exit codes: 0 done, 2 something cannot be, 4 no workspace, no run.
    """
    from volver.app.plan import Wish
    from volver.app.plan_budget import Spend, plans_from_budget
    from volver.app.settings import counts, day

    wish = Wish(
        name=name,
        segment="",
        action="",
        owner=owner,
        first_day=day(first, "--from"),
        last_day=day(last, "--until"),
        goal=goal,
        holdout_share=holdout,
    )
    spend = Spend(total, counts(capacity or [], "--capacity"))
    drafted = plans_from_budget(workspace, spend, wish, by or owner)
    _tell(workspace, [plan.name for plan in drafted], lang, json)


@app.command("show")
def show_one(
    name: Name,
    out: Annotated[Path | None, typer.Option(help="Write it as a page to this file.")] = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """One plan: what it may bring, what its holdout can tell, what happened to it."""
    _tell(workspace, [name], lang, json, out)


@app.command("compare")
def compare(
    names: Annotated[list[str], typer.Argument(help="Two plans or more.")],
    out: Annotated[Path | None, typer.Option(help="Write them as a page to this file.")] = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Several plans beside each other."""
    _tell(workspace, names, lang, json, out)


@app.command("approve")
def approve(
    name: Name,
    by: Person = "",
    note: Remark = "",
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """A named person says yes; only then can anybody be contacted."""
    from volver.app.plan import happened

    happened(workspace, name, "approved", by, note)
    _tell(workspace, [name], lang, json)


@app.command("start")
def start(
    name: Name,
    by: Person = "",
    note: Remark = "",
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """The first customer is contacted."""
    from volver.app.plan import happened

    happened(workspace, name, "started", by, note)
    _tell(workspace, [name], lang, json)


@app.command("close")
def close(
    name: Name,
    by: Person = "",
    note: Remark = "",
    observed: Annotated[
        float | None, typer.Option(help="Incremental margin that was measured.")
    ] = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """It is over; what was measured stands beside what was expected."""
    from volver.app.plan import happened

    happened(workspace, name, "closed", by, note, observed)
    _tell(workspace, [name], lang, json)


@app.command("note")
def remark(
    name: Name,
    text: Annotated[str, typer.Argument(help="The remark.")],
    by: Person = "",
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Put a remark into the log."""
    from volver.app.plan import happened

    happened(workspace, name, "noted", by, text)
    _tell(workspace, [name], lang, json)


@app.command("export")
def export(
    name: Name,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("plans"),
    as_format: Annotated[
        str, typer.Option("--format", help="csv, csv-es, xlsx or parquet.")
    ] = "csv",
    workspace: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Write who is in which arm, and a task for everybody who is to be treated."""
    from volver.app.plan import export as write
    from volver.cli.output import say, show_json

    written = [str(path) for path in write(workspace, name, out, as_format)]
    if json:
        show_json({"written": written})
        return
    for path in written:
        say(path)


def _tell(
    workspace: Path, names: list[str], lang: str | None, json: bool, out: Path | None = None
) -> None:
    from volver.app.plan import plans_of, show_plans, write_page
    from volver.cli.output import say, show_json
    from volver.cli.sheets import show

    if out is not None:
        write_page(workspace, names, lang, out)
    if json:
        show_json([one.to_dict() for one in plans_of(workspace, names)])
        return
    show(show_plans(workspace, names, lang))
    if out is not None:
        say(str(out))
