"""volver budget: where the next euro should go."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from volver.app.effects import effects_of
from volver.app.plan import run_of, taken
from volver.app.shown import Shown
from volver.app.workspace import FILE, Workspace
from volver.decide.budget.of_actions import parts, split
from volver.decide.plans.people import everybody
from volver.decide.segments.members import members
from volver.decide.segments.plain import rule_of
from volver.domain.allocation import Allocation, Limits
from volver.domain.errors import BadInput
from volver.domain.plan import Constraints
from volver.domain.segment_fields import CLASSES
from volver.present.budget import sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.shelf import from_shelf


@dataclass(frozen=True, slots=True)
class Split:
    """A budget split, in words and as records."""

    shown: Shown
    scenarios: tuple[Allocation, ...]

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal: it is short."""
        return self.shown

    def to_dict(self) -> list[dict[str, Any]]:
        """Plain values, one for each scenario."""
        return [one.to_dict() for one in self.scenarios]


def budget(
    folder: Path,
    total: float,
    contacts: Mapping[str, int],
    language: str | None,
    commands: bool = True,
) -> Split:
    """The best split of a total over customers and the actions of volver.toml.

    contacts: by channel, the most people that it can reach. commands: whether to say with which
    command plans are made of it.
    """
    here = Workspace.open(folder)
    if not here.settings.actions:
        raise BadInput(
            what=f"{FILE} names no actions, so there is nothing to spend money on",
            where="actions",
            next_step="Name them under actions; see docs/how-to/plan.md.",
        )
    if not 0 <= total < 1e15:
        raise BadInput(
            what=f"{total} is no budget",
            where="volver budget",
            next_step="Give an amount from 0 on, such as 5000.",
        )
    run = run_of(here)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, here.runs.latest())
        people = everybody(snapshot, Constraints().days_between, taken(here))
        classes = {
            name: members(snapshot, rule_of(f"value_class = '{name}'"), purpose="budget")
            for name in CLASSES
        }
        segment = parts(classes, people)
        limits = Limits(total, contacts=dict(contacts))
        effects = effects_of(here, snapshot)
        actions = [effects.all_on(name) for name in CLASSES]
        found = split(people, segment, CLASSES, actions, limits, run)
    words = Words(language or here.settings.language, run.currency)
    return Split(Shown((sheet(found, effects.all_on(), words, commands),), words), found)
