"""Personas, what sets the best apart, and groups of like customers."""

from volver.app.book.asked import Asked
from volver.decide.likeness import likeness
from volver.domain.likeness import LikenessBook


def find(asked: Asked) -> LikenessBook:
    """The likeness of one run's customers."""
    return likeness(asked.snapshot, asked.traits, asked.settings.personas, asked.level)
