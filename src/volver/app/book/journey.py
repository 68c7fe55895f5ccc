"""The journey: where do we lose people, and how much are they worth?"""

from volver.app.book.asked import Asked
from volver.describe.journey import journey
from volver.domain.estimate import NotEnough
from volver.domain.journey import Journey


def find(asked: Asked) -> Journey | NotEnough:
    """By the rules of the settings."""
    return journey(asked.snapshot, asked.people, asked.settings.funnel, asked.level)
