"""volver uplift FILE: whom a campaign changed, and whether choosing whom to treat pays."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import (
    AsJson,
    Currency,
    Customer,
    Delimiter,
    Encoding,
    Language,
    Level,
    MaxRejectedShare,
    Out,
    Sheet,
    reading,
)


def uplift(
    file: Annotated[
        Path, typer.Argument(help="One row a customer: who was treated, by chance, and what came.")
    ],
    treated: Annotated[
        str, typer.Option(help="Column that says who was treated.", metavar="COLUMN")
    ],
    chance: Annotated[
        float | None, typer.Option(help="The share that was to be treated, by lot; such as 0.5.")
    ] = None,
    cost: Annotated[float, typer.Option(help="Of treating one customer, in money.")] = 0.0,
    outcome: Annotated[
        str | None,
        typer.Option(help="Column of what came: 0 or 1, or an amount.", metavar="COLUMN"),
    ] = None,
    margin: Annotated[
        float | None, typer.Option(help="Margin of one unit of the outcome, in money.")
    ] = None,
    feature: Annotated[
        list[str] | None,
        typer.Option(help="Column known before the campaign. May be repeated.", metavar="COLUMN"),
    ] = None,
    treated_is: Annotated[
        list[str] | None, typer.Option(help="A word for treated. May be repeated.")
    ] = None,
    holdout_is: Annotated[
        list[str] | None, typer.Option(help="A word for held out. May be repeated.")
    ] = None,
    customer: Customer = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            "-w",
            help="Count what came, and what was known, from the orders of this folder's run.",
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, with --workspace.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Last day, with --workspace.")
    ] = None,
    boosting: Annotated[
        bool, typer.Option("--boosting", help="Learn on boosted trees too; takes far longer.")
    ] = False,
    out: Out = None,
    currency: Currency = None,
    level: Level = None,
    lang: Language = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    max_rejected_share: MaxRejectedShare = None,
    json: AsJson = False,
) -> None:
    """Whom a treatment changes, every way to choose in money, and the verdict in words.

        volver uplift campaign.csv --treated arm --chance 0.5 --outcome ordered --margin 12
        --cost 0.4 --feature orders --feature days_since_last

    With a workspace the file need only say who was treated:

        volver uplift arms.csv -w shop/ --customer id --treated arm --chance 0.5 --cost 1
        --from 2025-09-15 --until 2025-10-12

    Exit codes: 0 done, 2 not usable, 3 too many rows rejected, 4 no such file, workspace or run.
    """
    from volver.app.ingest import source_file
    from volver.app.settings import settings_with
    from volver.app.uplift import CampaignFile, write
    from volver.app.uplift import uplift as look
    from volver.app.value import check_out
    from volver.cli.output import say, show_json
    from volver.cli.sheets import show

    settings = settings_with(
        currency=currency, language=lang, level=level, max_rejected_share=max_rejected_share
    )
    path = source_file(Path(), str(file))
    if out is not None:
        check_out(out, path)
    asked = CampaignFile.of(
        path, settings,
        treated=treated, outcome=outcome, customer=customer, features=feature or (),
        treated_is=treated_is or (), holdout_is=holdout_is or (), first=first, last=last,
        chance=chance, cost=cost, margin=margin, reading=reading(delimiter, encoding, sheet),
    )  # fmt: skip
    found = look(asked, settings, workspace, boosting)
    if out is not None:
        write(found, out)
    if json:
        show_json(found.to_dict())
        return
    show(found.in_brief)
    if out is not None:
        say(str(out))
