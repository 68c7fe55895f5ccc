"""Write a table that was made in this process, as .parquet or .csv."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.store.engine import Embedded

FORMULA_STARTS = "=+-@＝＋－＠\t\n\r"
"""What a spreadsheet may take for a formula, wide forms too; see OWASP, CSV injection."""


def write_listing(engine: Embedded, columns: Mapping[str, NDArray[Any]], path: Path) -> int:
    """Write columns of one length in their order; how many rows. NaN is left empty.

    Text that a spreadsheet would run gets a quote before it in a .csv, as in values.csv.
    """
    if path.suffix == ".csv":
        columns = {name: _guarded(column) for name, column in columns.items()}
    engine.store_columns("listing", columns)
    return engine.write_file("FROM listing", path)


def guarded(text: str) -> str:
    """A text that no spreadsheet runs.

    >>> guarded("=1+1"), guarded("ana")
    ("'=1+1", 'ana')
    """
    return f"'{text}" if text and text[0] in FORMULA_STARTS else text


def _guarded(column: NDArray[Any]) -> NDArray[Any]:
    if column.dtype.kind != "O":
        return column
    return np.array([guarded(str(text)) if text else text for text in column], dtype=object)
