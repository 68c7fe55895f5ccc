"""The funnel: in which stage is everybody, and how many go on?"""

from volver.app.book.asked import Asked
from volver.describe.funnel import funnel
from volver.domain.estimate import NotEnough
from volver.domain.journey import Funnel


def find(asked: Asked) -> Funnel | NotEnough:
    """By the rules of the settings."""
    return funnel(asked.snapshot, asked.people, asked.settings.funnel, asked.level)
