"""volver rewards and volver referrals: offers of money, and to whom they pay."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language, OutFolder, Page, TableFormat

Segment = Annotated[
    str | None, typer.Option(help="A segment, a value class, late, or a rule; everybody without.")
]
Telling = Annotated[float, typer.Option("--cost", help="Of telling one customer.")]


def rewards(
    worth: Annotated[float, typer.Option(help="What the reward costs you if it is taken.")],
    lift: Annotated[
        tuple[float, float],
        typer.Option(help="What it adds to the chance of an order in 30 days: the range."),
    ],
    people: Annotated[
        int, typer.Option(help="Whom the lift was measured on; without, it is assumed.")
    ] = 0,
    cost: Telling = 0.0,
    segment: Segment = None,
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """To whom a reward with the next order pays, and what it brings beyond what would come anyway.

        volver rewards --worth 5 --lift 0.02 0.08 --segment late

    Exit codes: 0 done, 2 not usable, 4 no workspace, no run.
    """
    from volver.app.programmes import rewards as look
    from volver.cli.sheets import answer
    from volver.domain.programme import RewardWish

    found = look(workspace, RewardWish(worth, lift, cost, people), segment, lang)
    answer(found, workspace, "Rewards", page, out, as_format, json)


def referrals(
    conversion: Annotated[float, typer.Option(help="Share of invitations that are taken up.")],
    reward: Annotated[float, typer.Option(help="To who invites, for each friend who comes.")],
    friend_reward: Annotated[float, typer.Option(help="To the friend.")] = 0.0,
    invitations: Annotated[float, typer.Option(help="That one customer sends.")] = 1.0,
    incremental: Annotated[
        float, typer.Option(help="Share of friends who would not have come otherwise.")
    ] = 0.5,
    invalid: Annotated[float, typer.Option(help="Share of rewards to no real friend.")] = 0.0,
    support: Annotated[
        int, typer.Option(help="Invitations that the conversion was counted on.")
    ] = 0,
    cost: Telling = 0.0,
    segment: Segment = None,
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Whether it pays to ask customers for friends, and what both rewards may cost.

        volver referrals --conversion 0.1 --support 500 --reward 10 --friend-reward 5

    Exit codes: 0 done, 2 not usable, 4 no workspace, no run.
    """
    from volver.app.programmes import ReferralWish
    from volver.app.programmes import referrals as look
    from volver.cli.sheets import answer

    wish = ReferralWish(
        invitations, conversion, incremental, reward, friend_reward, invalid, support, cost
    )
    found = look(workspace, wish, segment, lang)
    answer(found, workspace, "Referrals", page, out, as_format, json)
