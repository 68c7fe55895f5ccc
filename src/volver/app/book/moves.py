"""How customers moved within a year between the parts of every parting."""

from volver.app.book.asked import Asked
from volver.decide.classes import ClassRule
from volver.decide.moves import moves
from volver.domain.estimate import NotEnough
from volver.domain.parts import Migration


def find(asked: Asked) -> tuple[Migration, ...] | NotEnough:
    """Moves of a year, or of half of what there is where that is less."""
    settings = asked.settings
    rule = ClassRule(settings.best_share, settings.upside_chance)
    return moves(asked.snapshot, asked.stages, rule, settings.tiers, settings.rate, asked.level)
