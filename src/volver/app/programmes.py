"""volver rewards and volver referrals: to whom they pay, and what they bring."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from volver.app.plan import run_of, taken
from volver.app.plans_kept import members_of, with_next_orders
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.decide.offers.programmes import referrals as ask_for_friends
from volver.decide.offers.programmes import rewards as give_rewards
from volver.decide.offers.referrals import Programme
from volver.decide.plans.draft import Run
from volver.decide.plans.people import Everybody, Mask, everybody
from volver.domain.errors import BadInput
from volver.domain.plan import Constraints
from volver.domain.programme import Offered, RewardWish
from volver.present.brief import brief
from volver.present.programmes import BRIEF, sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot

MOST = 1e12


@dataclass(frozen=True, slots=True)
class Programmes:
    """An offer to many, in words and as records."""

    found: Offered
    words: Words

    @property
    def shown(self) -> Shown:
        """In the reader's words, with every row."""
        return Shown((sheet(self.found, self.words),), self.words)

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal."""
        (whole,) = self.shown.sheets
        return Shown((brief(whole, self.words, BRIEF),), self.words)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        margins = [one.terms.incremental_margin for one in self.found.offers]
        plain = asdict(self.found)
        for offer, margin in zip(plain["offers"], margins, strict=True):
            offer["incremental_margin"] = margin
        return plain


@dataclass(frozen=True, slots=True)
class ReferralWish:
    """A referral programme as somebody describes it; shares are from 0 to 1."""

    invitations: float
    conversion: float
    incremental: float
    reward: float
    friend_reward: float
    invalid: float = 0.0
    support: int = 0
    cost: float = 0.0


def rewards(
    folder: Path, wish: RewardWish, segment: str | None, language: str | None
) -> Programmes:
    """A reward with the next order: to whom it pays. segment: as of a plan; None: everybody."""
    _amounts(("--worth", wish.worth, MOST), ("--cost", wish.cost, MOST))
    if not -1 <= wish.lift[0] <= wish.lift[1] <= 1:
        raise BadInput(
            what="This is no range of what a reward adds to the chance of an order",
            where="--lift",
            next_step="Give two shares, the lower one first, such as --lift 0.02 0.08.",
        )

    def found(snapshot: Snapshot, people: Everybody, among: Mask, run: Run) -> Offered:
        return give_rewards(snapshot, people, among, wish, run)

    return _found(folder, segment, language, found)


def referrals(
    folder: Path, wish: ReferralWish, segment: str | None, language: str | None
) -> Programmes:
    """Asking customers for friends; a friend is worth what a customer is in the mean."""
    _amounts(
        ("--invitations", wish.invitations, 1000), ("--conversion", wish.conversion, 1),
        ("--incremental", wish.incremental, 1), ("--reward", wish.reward, MOST),
        ("--friend-reward", wish.friend_reward, MOST), ("--invalid", wish.invalid, 0.99),
        ("--cost", wish.cost, MOST), ("--support", wish.support, MOST),
    )  # fmt: skip

    def found(snapshot: Snapshot, people: Everybody, among: Mask, run: Run) -> Offered:
        known = people.keeps["no forecast"]
        worth = float(people.value[known].mean()) if known.any() else 0.0
        programme = Programme(
            wish.invitations, wish.conversion, worth, wish.incremental, wish.reward,
            wish.friend_reward, wish.invalid,
        )  # fmt: skip
        return ask_for_friends(people, among, programme, wish.support, wish.cost, run)

    return _found(folder, segment, language, found)


def _found(
    folder: Path,
    segment: str | None,
    language: str | None,
    find: Callable[[Snapshot, Everybody, Mask, Run], Offered],
) -> Programmes:
    here = Workspace.open(folder)
    run = run_of(here)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, here.runs.latest())
        with_next_orders(here, snapshot)
        people = everybody(snapshot, Constraints().days_between, taken(here))
        among = np.ones(len(people.n), bool)
        if segment is not None:
            among = people.among(members_of(here, snapshot, segment))
        found = find(snapshot, people, among, run)
    return Programmes(found, Words(language or here.settings.language, run.currency))


def _amounts(*given: tuple[str, float, float]) -> None:
    for option, amount, most in given:
        if not 0 <= amount <= most:
            raise BadInput(
                what=f"{amount} cannot be",
                where=option,
                next_step=f"Give a number from 0 to {most:g}.",
            )
