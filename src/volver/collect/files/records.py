"""The careful reader: one record at a time, where a line alone does not tell.

Python's own csv module (strict) does the splitting. What is added is what a person would do with
a broken file: a quote that is never closed costs its own line and not the rest of the file, since
reading goes on at the very next line.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from volver.collect.files.encoding import MARKED, decoded, shown
from volver.collect.files.layout import SHOWN_CHARACTERS, Malformed
from volver.collect.files.lines import Block

UNREADABLE = {"bad_encoding": MARKED, "nul_byte": re.compile("\0")}
THOUSANDS = re.compile(r"[^\d\s]?[-+]?\d{1,3}")
GROUP = re.compile(r"\d{3}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Grammar:
    """How lines make records; a quote is always the double quote."""

    delimiter: str
    escape: str | None
    max_line_bytes: int


class Split(NamedTuple):
    """A record's fields, or the rule it broke, and the physical lines it takes up."""

    lines: int
    fields: list[str]
    broken: str | None = None
    detail: str | None = None


class Unfinished(Exception):
    """The record goes on behind the block's last line."""


def split_record(block: Block, index: int, grammar: Grammar) -> Split:
    """Split the record that starts on a line; raises Unfinished at a block's edge.

    A broken record is one line long: what follows it gets its own chance.
    """
    size = int(block.ends[index] - block.starts[index])
    if size > grammar.max_line_bytes:
        limit = f"over {grammar.max_line_bytes:,} bytes (limit max_line_bytes)"
        return Split(1, [], "line_too_long", limit)
    supply = _Supply(block, index, grammar.max_line_bytes)
    reader = csv.reader(supply, delimiter=grammar.delimiter, escapechar=grammar.escape, strict=True)
    try:
        fields = next(reader)
    except csv.Error as error:
        if supply.met_edge and not block.last:
            raise Unfinished from None
        if reader.line_num == 1 and not supply.met_end:
            return Split(1, [], "stray_quote", str(error))
        return Split(1, [], "unclosed_quote", "the quote that opens here is not closed")
    return Split(reader.line_num, fields)


class _Supply:
    """Decoded lines for one record, no more of them than a record may be long."""

    def __init__(self, block: Block, index: int, most: int) -> None:
        self._block = block
        self._index = index
        self._most = most
        self.met_edge = False  # the block has no more lines
        self.met_end = False  # there are no more lines for this record

    def __iter__(self) -> Iterator[str]:
        start = self._block.starts[self._index]
        for index in range(self._index, len(self._block)):
            if self._block.ends[index] - start > self._most:
                break
            yield decoded(self._block.line(index))
        else:
            self.met_edge = True
        self.met_end = True


class Records:
    """Reads records as rows of a table with a known number of columns."""

    def __init__(self, grammar: Grammar, columns: tuple[str, ...], offsets: bool) -> None:
        self._grammar = grammar
        self._columns = columns
        self._offsets = offsets  # whether positions in the stream are positions in the file
        self._between = grammar.delimiter.encode()

    def read(self, block: Block, index: int) -> tuple[int, list[str] | Malformed | None]:
        """The lines taken up, and a row, a malformed record, or None for a blank line."""
        split = split_record(block, index, self._grammar)
        if split.broken:
            return 1, self._malformed(block, index, split)
        if not any(split.fields) and not block.line(index).strip():
            return 1, None
        split = self._checked(block, index, split)
        if split.broken:
            return split.lines, self._malformed(block, index, split)
        return split.lines, split.fields[: len(self._columns)]

    def _checked(self, block: Block, index: int, split: Split) -> Split:
        """The same record, or what is wrong with it."""
        if self._swallowed_rows(block, index, split):
            return Split(1, [], "unclosed_quote", "a quote opens here, and whole rows follow it")
        for rule, mark in UNREADABLE.items():
            if any(mark.search(field) for field in split.fields):
                return split._replace(broken=rule, detail=self._place(block, index, split, mark))
        found, expected = len(split.fields), len(self._columns)
        if found < expected:
            return split._replace(
                broken="too_few_fields", detail=f"{found} fields, {expected} expected"
            )
        if any(split.fields[expected:]):
            detail = f"{found} fields, {expected} expected{_thousands_hint(split.fields)}"
            return split._replace(broken="too_many_fields", detail=detail)
        return split

    def _swallowed_rows(self, block: Block, index: int, split: Split) -> bool:
        """Whether a record of several lines is rather an unclosed quote before whole rows.

        A text may well contain a line that looks like a row; hardly nothing but such lines. In
        a record with the wrong number of fields, one such line is enough.
        """
        if split.lines == 1 or len(self._columns) == 1:
            return False
        looks_whole = [
            block.line(at).count(self._between) == len(self._columns) - 1
            for at in range(index, index + split.lines)
        ]
        if len(split.fields) != len(self._columns):
            return any(looks_whole[1:])
        return sum(looks_whole) >= max(2, split.lines - 1)

    def _malformed(self, block: Block, index: int, split: Split) -> Malformed:
        start, end = block.starts[index], block.ends[index + split.lines - 1]
        raw = block.data[start : min(end, start + 4 * SHOWN_CHARACTERS)]
        return Malformed(
            line=block.first_line + index,
            rule=split.broken or "",
            raw=shown(decoded(raw).rstrip("\r\n"))[:SHOWN_CHARACTERS],
            column=self._column(split),
            detail=split.detail,
        )

    def _column(self, split: Split) -> str | None:
        """The column in which a character cannot be read."""
        for name, text in zip(self._columns, split.fields, strict=False):
            if split.broken in UNREADABLE and shown(text) != text:
                return name
        return None

    def _place(self, block: Block, index: int, split: Split, mark: re.Pattern[str]) -> str:
        """Which byte cannot be read, and where it stands."""
        start = int(block.starts[index])
        text = decoded(block.data[start : block.ends[index + split.lines - 1]])
        before, unreadable, _ = text.partition(mark.findall(text)[0])
        byte = f"byte 0x{ord(unreadable) & 0xFF:02x}"
        if not self._offsets:
            return f"{byte} after {len(before):,} characters of the record"
        return f"{byte} at offset {block.offset + start + len(before.encode()):,} of the file"


def _thousands_hint(fields: list[str]) -> str:
    """Two neighbours that together read like 1,234.50."""
    for left, right in pairwise(fields):
        if THOUSANDS.fullmatch(left.strip()) and GROUP.fullmatch(right.strip()):
            return f"; perhaps {left.strip()},{right.strip()} is one number: put it in quotes"
    return ""
