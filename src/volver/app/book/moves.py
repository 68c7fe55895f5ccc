"""How customers moved within a year between the parts of every parting."""

from datetime import timedelta

from volver.app.book.asked import Asked
from volver.decide.behaviour import YEAR, behaviour
from volver.decide.classes import ClassRule
from volver.decide.migration import Apart, migration, past_classes_of
from volver.decide.rfm import proposed, rfm_of
from volver.decide.stages import stages, stages_of
from volver.decide.tiers import past_tiers_of, tier_rule, tiers
from volver.domain.estimate import NotEnough
from volver.domain.parts import Migration

LEAST = timedelta(days=30)


def find(asked: Asked) -> tuple[Migration, ...] | NotEnough:
    """Moves of a year, or of half of what there is where that is less."""
    snapshot, settings = asked.snapshot, asked.settings
    seen = snapshot.as_of - snapshot.first_day
    length = min(YEAR, seen // 2)
    if length < LEAST:
        return NotEnough("moves need two months of orders", 2 * LEAST.days, seen.days)
    return tuple(
        migration(snapshot, snapshot.as_of - length, apart, settings.rate, asked.level)
        for apart in partings(asked, min(YEAR, seen - length))
    )


def partings(asked: Asked, span: timedelta) -> list[Apart]:
    """Rules that do not change from day to day: the grid, tiers, classes and stages.

    span: how far back margins count on both days, so that neither has the longer one.
    """
    snapshot, settings = asked.snapshot, asked.settings
    b = behaviour(snapshot)
    grid = proposed(b["days_since_last"], b["occasions"], b["margin"])
    rule = ClassRule(settings.best_share, settings.upside_chance)
    found: list[Apart] = [lambda s: rfm_of(s, grid), lambda s: past_classes_of(s, rule, span)]
    held = tiers(snapshot, rule=tier_rule(settings.tiers) if settings.tiers else None)
    if held is not None:
        found.append(lambda s: past_tiers_of(s, held.past_rule, span))
    told = stages(snapshot)
    if not isinstance(told, NotEnough):
        found.append(lambda s: stages_of(s, told.lines))
    return found
