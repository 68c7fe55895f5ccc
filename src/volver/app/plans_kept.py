"""Plans as they are kept, who is in their arms, and who is meant by a segment."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from volver.app.look import model_of, newest_card
from volver.app.plan_store import arm_files, plan_store
from volver.app.workspace import Workspace
from volver.decide.segments.members import members
from volver.decide.segments.plain import rule_of
from volver.decide.timing.late import LATE_SEGMENT as LATE
from volver.decide.timing.late import late_members
from volver.domain.plan import Plan, plan_of
from volver.domain.segment import Rule
from volver.domain.segment_fields import CLASSES
from volver.predict.upcoming import store_upcoming
from volver.store.arms import Arms
from volver.store.snapshot import Snapshot


def all_plans(here: Workspace) -> Iterator[Plan]:
    """Every plan as it stands."""
    yield from map(plan_of, plan_store(here).all_events().values())


def arms_of(here: Workspace, plan: Plan) -> Arms:
    """Who is in which arm of a plan."""
    return arm_files(here).arms(plan.name, plan.expected.audience)


def members_of(here: Workspace, snapshot: Snapshot, segment: str) -> NDArray[np.int32]:
    """Who is meant, by their `n`; LATE, unless volver.toml has a segment of that name."""
    if segment == LATE and segment not in here.segments:
        with_next_orders(here, snapshot)
        return late_members(snapshot)
    return members(snapshot, _rule(here, segment), here.segments, "marketing")


def with_next_orders(here: Workspace, snapshot: Snapshot) -> None:
    """Put the table of next orders into a snapshot from the shelf, by the model of the run."""
    card = newest_card(here)
    store_upcoming(
        snapshot, model_of(card), card["horizon_days"], card["level"], card["annual_rate"]
    )


def _rule(here: Workspace, segment: str) -> Rule:
    if segment in here.segments:
        return rule_of({"segment": segment}, here.segments)
    if segment in CLASSES:
        return rule_of(f"value_class = '{segment}'")
    return rule_of(segment, here.segments)
