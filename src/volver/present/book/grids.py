"""Small pieces that grids of several sheets are made of."""

from collections.abc import Iterable

from volver.domain.estimate import Answer, Estimate
from volver.present.sheet import Cell, Column, Grid, Unit


def columns(*given: tuple[str, str, Unit]) -> tuple[Column, ...]:
    """Name in a file, title and unit of each."""
    return tuple(Column(*one) for one in given)


def grid(
    slug: str,
    title: str,
    given: tuple[Column, ...],
    rows: Iterable[Iterable[Cell]],
    caution: str = "",
    is_heat: bool = False,
) -> Grid:
    """A grid from rows of any kind."""
    return Grid(slug, title, given, tuple(tuple(row) for row in rows), caution, is_heat)


def three(answer: Answer | None) -> tuple[Cell, Cell, Cell]:
    """An estimate and its ends, or three empty cells."""
    if isinstance(answer, Estimate):
        return answer.value, answer.low, answer.high
    return None, None, None


def part(some: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return some / whole if whole else None
