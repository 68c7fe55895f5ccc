"""The fast reader: Arrow, for lines that are known to be one record each."""

from codecs import BOM_UTF8

import pyarrow as pa
from pyarrow import csv

from volver.collect.files.batch import column_names
from volver.collect.files.layout import MEBIBYTE


class FastReader:
    """Splits lines into a known number of columns; every field is text, empty text included."""

    def __init__(self, delimiter: str, width: int, max_line_bytes: int) -> None:
        _, *self._names = column_names(width)
        self._delimiter = delimiter
        self._part_bytes = max(MEBIBYTE, max_line_bytes)
        self._convert = csv.ConvertOptions(
            column_types=dict.fromkeys(self._names, pa.string()), strings_can_be_null=False
        )

    def read(self, lines: bytes) -> tuple[pa.Table, list[int]] | None:
        """The rows, and which records (from 0) have another number of fields.

        Arrow tells numbers only when it works on one core, so it first tries both without.
        None: Arrow cannot read this at all.
        """
        if lines.startswith(BOM_UTF8):  # Arrow takes one off each time; here it belongs to a field
            lines = BOM_UTF8 + lines
        try:
            return self._read(lines, None), []
        except pa.ArrowInvalid:
            pass
        refused: list[int] = []

        def refuse(row: csv.InvalidRow) -> str:
            refused.append(row.number - 1)
            return "skip"

        try:
            return self._read(lines, refuse), refused
        except pa.ArrowInvalid:
            return None

    def _read(self, lines: bytes, refuse: object) -> pa.Table:
        numbered = refuse is not None
        return csv.read_csv(
            pa.py_buffer(lines),
            csv.ReadOptions(
                column_names=self._names,
                use_threads=not numbered,
                block_size=len(lines) + 1 if numbered else self._part_bytes,
            ),
            csv.ParseOptions(delimiter=self._delimiter, invalid_row_handler=refuse),
            self._convert,
        )
