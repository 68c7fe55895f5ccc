"""volver today: whom to contact, why now and how, by the newest run."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from volver.app.effects import effects_of, own_actions
from volver.app.plan import plans_of, run_of
from volver.app.plans_kept import arms_of, with_next_orders
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.decide.plans.assign import HOLDOUT
from volver.decide.timing.today import EVERYBODY, Planned, Room, work_of
from volver.domain.due import Candidate, DayWork
from volver.domain.errors import BadInput
from volver.domain.plan import actions_of
from volver.present.brief import brief
from volver.present.today import BRIEF, sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.shelf import from_shelf


@dataclass(frozen=True, slots=True)
class Today:
    """The work of a day, in words and as records."""

    work: DayWork
    words: Words

    @property
    def shown(self) -> Shown:
        """In the reader's words, with every row."""
        return Shown((sheet(self.work, self.words),), self.words)

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal."""
        (whole,) = self.shown.sheets
        return Shown((brief(whole, self.words, BRIEF),), self.words)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the list, who is late, and the plans of newcomers."""
        listed = self.work.listed
        left = Counter(reason.code for _, reason in listed.left_out)
        return {
            "day": listed.day,
            "owed": [asdict(one) for one in self.work.owed],
            "contacts": [_plain(one) for one in listed.contacts],
            "left_out": dict(left),
            "held_out": self.work.held_out,
            "waiting": self.work.waiting,
            "knows_consent": self.work.knows_consent,
            "late": [asdict(one) for one in self.work.late],
            "newcomers": [asdict(one) for one in self.work.newcomers],
        }


def today(
    folder: Path, capacity: int | None, contacts: Mapping[str, int], language: str | None
) -> Today:
    """Whom to contact on the day after the newest run's last one, the most to gain first.

    capacity: contacts that can be made; None: no limit. contacts: by channel, the most there.
    """
    here = Workspace.open(folder)
    known = {action.channel for action in actions_of(here.settings.actions).values()}
    for channel in contacts:
        if channel not in known:
            raise BadInput(
                what=f"No action goes by the channel {channel[:40]!r}",
                where="--capacity",
                next_step=f"Give one of: {', '.join(sorted(known))}."
                if known
                else "Name actions in volver.toml first; see docs/how-to/plan.md.",
            )
    if capacity is not None and not 0 <= capacity < EVERYBODY:
        raise BadInput(
            what=f"{capacity} is no number of contacts",
            where="--most",
            next_step="Give a whole number from 0 on.",
        )
    run = run_of(here)
    plans, held_out = _plans(folder, here)
    room = Room(EVERYBODY if capacity is None else capacity, contacts)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, here.runs.latest())
        with_next_orders(here, snapshot)
        day = snapshot.as_of + timedelta(days=1)
        effects = effects_of(here, snapshot)
        actions, own = effects.all_on(), own_actions(here, snapshot, effects)
        work = work_of(snapshot, day, actions, plans, held_out, room, own=own)
    return Today(work, Words(language or here.settings.language, run.currency))


def _plans(folder: Path, here: Workspace) -> tuple[list[Planned], set[str]]:
    """Plans that were approved and are not closed, and the holdouts of drafts and of these."""
    plans, held_out = [], set()
    for plan in plans_of(folder):
        if plan.state == "closed":
            continue
        arms = arms_of(here, plan)
        held_out |= {who for who, arm in arms if arm == HOLDOUT}
        if plan.state != "draft":
            of = plan.proposal
            treated = frozenset(who for who, arm in arms if arm != HOLDOUT)
            plans.append(Planned(plan.name, of.action, of.first_day, of.last_day, treated))
    return plans, held_out


def _plain(one: Candidate) -> dict[str, Any]:
    return {
        "customer_id": one.customer_id,
        "why": None if one.why is None else {"code": one.why.code, **one.why.figures},
        "action": one.action,
        "channel": one.channel,
        "at_stake": one.at_stake,
        "helps": one.helps,
        "cost": one.cost,
        "gain": one.gain,
        "by": one.by,
    }
