"""Columns of numbers beside plain values in one file of JSON, which nobody can make run.

Numbers are their own bytes, the least first, as base64: a file of the same content is the same
byte for byte, and a million of them are read in milliseconds.
"""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BYTES, KIND = "bytes", "kind"


def write_arrays(path: Path, told: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write plain values and arrays of one dimension."""
    packed = {name: _packed(array) for name, array in arrays.items()}
    text = json.dumps({"told": told, "arrays": packed}, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", "utf-8")


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The plain values, and the arrays, as they were written."""
    held = json.loads(path.read_text("utf-8"))
    arrays = {
        name: np.frombuffer(base64.b64decode(one[BYTES]), one[KIND])
        for name, one in held["arrays"].items()
    }
    return held["told"], arrays


def _packed(array: NDArray[Any]) -> dict[str, str]:
    least_first = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    return {
        KIND: least_first.dtype.str,
        BYTES: base64.b64encode(least_first.tobytes()).decode("ascii"),
    }
