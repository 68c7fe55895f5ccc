"""A small table of texts as a file."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from volver.store.grids import Cell, write_grid


def rows_as_file(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """As CSV; text that a spreadsheet would run as a formula gets a quote before it."""
    with TemporaryDirectory() as place:
        path = Path(place) / "table.csv"
        write_grid(names, rows, path, "csv")
        return path.read_bytes()
