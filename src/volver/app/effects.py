"""What actions add, as volver.toml gives it and as closed plans have taught it."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from volver.app.plans_kept import all_plans, arms_of, members_of
from volver.app.workspace import Workspace
from volver.decide.plans.lessons import learnt_for, lesson_of
from volver.decide.plans.people import PEOPLE
from volver.decide.timing.late import LATE_SEGMENT
from volver.domain.errors import BadInput
from volver.domain.lesson import Lesson
from volver.domain.plan import Action, actions_of
from volver.domain.segment_fields import CLASSES
from volver.store.snapshot import Snapshot

ANYBODY = ""
"""The segment of whoever is in none that is known apart: the action's own range holds for them."""


@dataclass(frozen=True, slots=True)
class Effects:
    """The actions of a workspace, and what closed plans taught of them."""

    actions: tuple[Action, ...]
    lessons: tuple[Lesson, ...]

    def on(self, segment: str, action: Action) -> Action:
        """An action with its range for a segment."""
        return learnt_for(action, segment, self.lessons)

    def all_on(self, segment: str = ANYBODY) -> tuple[Action, ...]:
        """Every action with its range for a segment."""
        return tuple(self.on(segment, action) for action in self.actions)

    @property
    def known_apart(self) -> tuple[str, ...]:
        """Segments of which something else is known than of the others, each once."""
        stated = [name for action in self.actions for name, _, _ in action.effects]
        return tuple(dict.fromkeys([*stated, *(one.segment for one in self.lessons)]))


def effects_of(here: Workspace, snapshot: Snapshot) -> Effects:
    """What is known of each action by the newest run.

    Raises BadInput where volver.toml states an effect on a segment that there is not.
    """
    actions = tuple(actions_of(here.settings.actions).values())
    names = (*here.segments, *CLASSES, LATE_SEGMENT)
    for action in actions:
        for name, _, _ in action.effects:
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
                raise BadInput(
                    what=f"An effect of {action.name[:40]!r} is stated for {name[:40]!r}, which is"
                    " no segment",
                    where="actions",
                    next_step=f"Did you mean {near[0]}?"
                    if near
                    else f"Give one of: {', '.join(names)}.",
                )
    closed = [plan for plan in all_plans(here) if plan.state == "closed"]
    found = [lesson_of(snapshot, plan, arms_of(here, plan)) for plan in closed]
    return Effects(actions, tuple(one for one in found if one is not None))


def own_actions(
    here: Workspace, snapshot: Snapshot, effects: Effects
) -> Mapping[str, Sequence[Action]]:
    """By customer, the actions as they work on their segment; the rest are as on anybody.

    Who is in several counts in the first: the company's own segments, the late, the value class.
    The snapshot has next orders where `late` may be asked for.
    """
    apart = effects.known_apart
    names = [name for name in (*here.segments, LATE_SEGMENT, *CLASSES) if name in apart]
    found: dict[str, Sequence[Action]] = {}
    if not names:
        return found
    ids = {int(n): str(who) for n, who, *_ in snapshot.rows(PEOPLE)}
    for name in names:
        actions = effects.all_on(name)
        for n in members_of(here, snapshot, name).tolist():
            found.setdefault(ids[n], actions)
    return found
