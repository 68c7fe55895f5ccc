"""Where customers stand today: every way to part them, on one page."""

from dataclasses import dataclass
from datetime import date

from volver.domain.estimate import NotEnough
from volver.domain.likeness import Band
from volver.domain.parts import Part
from volver.domain.rfm import Rfm
from volver.domain.stages import GapLines, StageCase
from volver.domain.tiers import Tiers


@dataclass(frozen=True, slots=True)
class StageBook:
    """The stages of a base."""

    lines: GapLines
    parts: tuple[Part, ...]
    examples: tuple[tuple[str, StageCase], ...]
    """A customer of each stage that has any, and why they are in it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The parts of a base on one day."""

    day: date
    rfm: Rfm | None
    tiers: Tiers | None
    stages: StageBook | NotEnough
    bands: tuple[Band, ...]
