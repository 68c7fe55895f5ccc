"""volver uplift: whom a campaign changed, and whether choosing whom to treat would have paid."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from volver.app.look import newest_card
from volver.app.settings import day
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.collect.campaign import Asked, Campaign, plain_report, read_campaign
from volver.collect.source import ReadOptions
from volver.decide.uplift.compare import choose, compare
from volver.decide.uplift.window import FEATURES, seen, telling
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.settings import Settings
from volver.domain.uplift import Choice, Comparison, Experiment
from volver.present.brief import brief
from volver.present.uplift import BRIEF, MOST_POLICIES, sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.grids import write_grid
from volver.store.shelf import from_shelf

PER_COIN = 1.0
"""The margin of one unit of the outcome, where the outcome is margin itself."""


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A file of a campaign, what is in it, and what is at stake."""

    path: Path
    asked: Asked
    chance: float | None = None
    """That each had to be treated."""
    cost: float = 0.0
    """Of treating one customer."""
    margin: float | None = None
    """Of one unit of the outcome; None where the outcome is margin of the workspace."""
    window: tuple[date, date] | None = None
    """First and last day in which what came is counted from the workspace's orders."""
    reading: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        path: Path,
        settings: Settings,
        *,
        treated: str,
        outcome: str | None = None,
        customer: str | None = None,
        features: Sequence[str] = (),
        treated_is: Sequence[str] = (),
        holdout_is: Sequence[str] = (),
        first: str | None = None,
        last: str | None = None,
        **more: Any,
    ) -> "CampaignFile":
        """A file as somebody describes it; first, last: days such as 2025-09-15."""
        asked = Asked(
            treated, outcome, customer, tuple(features), tuple(treated_is), tuple(holdout_is),
            settings.max_rejected_share,
        )  # fmt: skip
        begin, end = day(first, "--from"), day(last, "--until")
        window = None if begin is None or end is None else (begin, end)
        return cls(path, asked, window=window, **more)


@dataclass(frozen=True, slots=True)
class Found:
    """What a campaign showed, in words and as records."""

    campaign: Campaign
    names: tuple[str, ...]
    """Of the features."""
    features: Vector
    """Shape (n, k)."""
    compared: Comparison
    choice: Choice
    """Whom of the campaign's own customers to treat next time."""
    words: Words

    @property
    def shown(self) -> Shown:
        """In the reader's words."""
        return Shown((sheet(self.compared, self.words, self._profile()),), self.words)

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal."""
        (whole,) = self.shown.sheets
        return Shown((brief(whole, self.words, BRIEF, MOST_POLICIES),), self.words)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        compared = {**asdict(self.compared), "features": list(self.names)}
        return {"data": plain_report(self.campaign.report), **compared}

    def _profile(self) -> list[tuple[str, float, float]]:
        """Of each feature its name, and its mean among those to treat and among the others."""
        treat = self.choice.treat
        if self.compared.advice.do != "target" or treat.all() or not treat.any():
            return []
        treated, others = self.choice.means(self.features)
        return list(zip(self.names, treated.tolist(), others.tolist(), strict=True))

    @property
    def listed(self) -> tuple[tuple[str, ...], list[tuple[str, bool, float]]]:
        """The names of columns, and for each customer whether to treat them and what it brings;
        those first of whom most is expected."""
        rows = [
            (
                str(self.campaign.customer[at]),
                bool(self.choice.treat[at]),
                float(self.choice.incremental[at]),
            )
            for at in self.choice.best_first
        ]
        return ("customer_id", "treat", "expected_incremental_margin"), rows


def uplift(
    file: CampaignFile,
    settings: Settings,
    workspace: Path | None = None,
    boosting: bool = False,
) -> Found:
    """Read a campaign and compare every way to choose whom to treat.

    workspace: a folder with a run, for a file that says only who was treated: what customers had
    done before, and the margin that came in the window, are taken from its orders.
    """
    _check(file, workspace)
    campaign = read_campaign(file.path, ReadOptions(**file.reading), file.asked)
    currency = settings.reporting_currency
    if workspace is None:
        names, features, outcome = campaign.names, campaign.features, campaign.outcome
        assert outcome is not None  # checked
    else:
        names, features, outcome, currency = _from_orders(file, campaign, workspace)
    if not features.size:
        raise BadInput(
            what="Every feature is the same for all: nothing tells customers apart",
            where="--feature",
            next_step="Name columns that differ, and that were known before the campaign.",
        )
    held = Experiment.of(features, campaign.treated.astype(float), outcome, file.chance)
    margin = PER_COIN if file.margin is None else file.margin
    compared = compare(held, file.cost, margin, level=settings.level, boosting=boosting)
    choice = choose(compared, held, file.cost, margin, features)
    return Found(campaign, names, features, compared, choice, Words(settings.language, currency))


def _from_orders(
    file: CampaignFile, campaign: Campaign, folder: Path
) -> tuple[tuple[str, ...], Vector, Vector, str]:
    """What the workspace knows of the campaign's customers, and its currency."""
    assert file.window is not None  # checked
    here = Workspace.open(folder)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, here.runs.latest())
        found = seen(snapshot, [str(one) for one in campaign.customer], *file.window)
    names, features = telling(
        (*FEATURES, *campaign.names), np.column_stack([found.features, campaign.features])
    )
    return names, features, found.margin, newest_card(here)["currency"]


def _check(file: CampaignFile, workspace: Path | None) -> None:
    """Raise BadInput where something is missing without which no figure would mean anything."""
    if file.chance is None or not 0 < file.chance < 1:
        raise BadInput(
            what="Nobody says by what chance customers were treated"
            if file.chance is None
            else f"{file.chance} is no chance of being treated",
            where="--chance",
            next_step="Give the share that was to be treated at random, such as 0.5; if nobody"
            " drew lots, run an experiment with a holdout first.",
        )
    for option, amount in (("--cost", file.cost), ("--margin", file.margin)):
        if amount is not None and not 0 <= amount < 1e12:
            raise BadInput(
                what=f"{amount} is no amount of money that this can cost or bring",
                where=option,
                next_step="Give an amount from 0 on.",
            )
    if workspace is not None:
        if file.window is None or file.asked.customer is None:
            raise BadInput(
                what="What came of the campaign is counted from orders, for which customers and"
                " days must be known",
                where="--customer, --from, --until",
                next_step="Name the column of the customer, and the campaign's first and last day.",
            )
        if file.asked.outcome is not None:
            raise BadInput(
                what="The outcome stands in the file and is counted from orders as well",
                where="--outcome, --workspace",
                next_step="Give one of the two.",
            )
        return
    if file.asked.outcome is None or file.margin is None:
        raise BadInput(
            what="Nothing says what came of each customer, or what that is worth",
            where="--outcome, --margin",
            next_step="Name the column of the outcome and the margin of one unit of it; or give"
            " --workspace, and the margin is counted from its orders.",
        )
    if not file.asked.features:
        raise BadInput(
            what="Nothing says what was known of customers before the campaign",
            where="--feature",
            next_step="Name such columns, each with --feature; never what came afterwards.",
        )


def write(found: Found, out: Path) -> None:
    """Write whom to treat next time, as .csv or .parquet."""
    names, rows = found.listed
    write_grid(names, rows, out, "csv" if out.suffix == ".csv" else "parquet")
