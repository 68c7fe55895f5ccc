"""How customers moved within a year between the parts of every parting."""

from collections.abc import Sequence
from datetime import timedelta

from volver.decide.behaviour import YEAR, behaviour
from volver.decide.classes import ClassRule
from volver.decide.migration import Apart, Between, migration, past_classes
from volver.decide.rfm import proposed, rfm_of
from volver.decide.stages import Stages, stages_of
from volver.decide.tiers import past_tiers, tier_rule, tiers
from volver.domain.estimate import NotEnough
from volver.domain.parts import Migration
from volver.domain.time import DiscountRate
from volver.store.snapshot import Snapshot

LEAST = timedelta(days=30)


def moves(
    snapshot: Snapshot,
    told: Stages | NotEnough,
    rule: ClassRule,
    thresholds: Sequence[float],
    rate: DiscountRate,
    level: float,
) -> tuple[Migration, ...] | NotEnough:
    """Moves of a year, or of half of what there is where that is less.

    told: the stages of today. thresholds: of the tiers; none: proposed.
    """
    seen = snapshot.as_of - snapshot.first_day
    length = min(YEAR, seen // 2)
    if length < LEAST:
        return NotEnough("moves need two months of orders", 2 * LEAST.days, seen.days)
    days = Between.of(snapshot, snapshot.as_of - length)
    return tuple(
        migration(days, apart, rate, level) for apart in _partings(snapshot, told, rule, thresholds)
    )


def _partings(
    snapshot: Snapshot,
    told: Stages | NotEnough,
    rule: ClassRule,
    thresholds: Sequence[float],
) -> list[Apart]:
    """Rules that do not change from day to day: the grid, tiers, classes and stages.

    told: the stages of the snapshot's own day.
    """
    b = behaviour(snapshot)
    grid = proposed(b["days_since_last"], b["occasions"], b["margin"])
    found: list[Apart] = [
        lambda day, _: rfm_of(day, grid),
        lambda _, money: past_classes(money, rule),
    ]
    held = tiers(snapshot, rule=tier_rule(thresholds) if thresholds else None)
    if held is not None:
        found.append(lambda _, money: past_tiers(money, held.past_rule))
    if not isinstance(told, NotEnough):
        found.append(lambda day, _: told.parting if day is snapshot else stages_of(day, told.lines))
    return found
