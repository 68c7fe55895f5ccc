"""What is said about a file: how to read it, how it was read, and what could not be read."""

from dataclasses import dataclass, field
from typing import Literal

from volver.domain.errors import BadInput

Kind = Literal["text", "jsonl", "excel", "parquet"]

MEBIBYTE = 1 << 20
SHOWN_CHARACTERS = 2_000  # a rejected record is shown, not archived


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person declares about a file; None means: find out.

    header: True, the first row of the table is its header; False, every line is data.
    names: column names for a table without a header, or instead of the names in it.
    """

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    member: str | None = None
    header: bool | None = None
    names: tuple[str, ...] = ()
    max_line_bytes: int = MEBIBYTE
    max_columns: int = 2_000
    max_unpacked_bytes: int = 64 * 1024 * MEBIBYTE
    max_workbook_bytes: int = 512 * MEBIBYTE
    max_ratio: int = 200
    max_malformed: int = 1_000_000
    block_bytes: int = 4 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: shown to people, and corrected by them through ReadOptions.

    columns: the header's names as written, trimmed; duplicates stay and are noted.
    header_line: the physical line of the header, from 1; None when the table has none.
    notes: sentences on what a person should know, such as lines that were set aside.
    """

    kind: Kind
    columns: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None
    escape: str | None = None
    header_line: int | None = None
    sheet: str | None = None
    member: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Malformed:
    """One record that could not be read as a row.

    line: the physical line on which it starts, from 1.
    rule: the promise it broke, such as "too_few_fields" or "bad_encoding".
    raw: the text as it stood, undecodable bytes as \\xNN, cut at 2,000 characters.
    detail: what would help to mend it: a byte offset, fields found and expected, a hint.
    """

    line: int
    rule: str
    raw: str
    column: str | None = None
    detail: str | None = None


@dataclass(slots=True)
class Tally:
    """What one reading of a file has found so far."""

    name: str
    max_malformed: int
    rows_in: int = 0
    malformed: list[Malformed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def accept(self, rows: int) -> None:
        """Count rows that are handed out."""
        self.rows_in += rows

    def reject(self, *found: Malformed) -> None:
        """Keep what could not be read; so much of it that memory would fill ends the reading."""
        self.rows_in += len(found)
        self.malformed += found
        if len(self.malformed) > self.max_malformed:
            raise BadInput(
                f"More than {self.max_malformed:,} records of {self.name} are no rows",
                f"limit max_malformed; the last was on line {self.malformed[-1].line:,}",
                "Look at the first of them: delimiter, encoding or header may be mistaken.",
            )
