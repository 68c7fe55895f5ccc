"""Figures in words, for a chart's twin and for a terminal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures in words; the first cell of a row names it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
