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
    if block.end(index) - block.start(index) > grammar.max_line_bytes:
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
        block = self._block
        start = block.start(self._index)
        limit = start + self._most
        for end in map(block.ends.item, range(self._index, len(block))):
            if end > limit:
                break
            yield decoded(block.data[start:end])
            start = end
        else:
            self.met_edge = True
        self.met_end = True


class CarefulReader:
    """Reads records as rows of a table whose columns are known."""

    def __init__(self, grammar: Grammar, columns: tuple[str, ...], origin: int | None) -> None:
        csv.field_size_limit(grammar.max_line_bytes)  # of the module; 131,072 unless told
        self._grammar = grammar
        self._columns = columns
        self._origin = origin  # where in the file the stream starts, if it is a part of it
        self._delimiter = grammar.delimiter.encode()

    def read(self, block: Block, index: int) -> tuple[int, list[str] | Malformed | None]:
        """The lines taken up, and a row, a malformed record, or None for a blank line."""
        split = split_record(block, index, self._grammar)
        raw = block.lines(index, split.lines)
        if not raw.strip() and self._delimiter not in raw:
            return 1, None
        if not split.broken:
            split = self._checked(split, raw, block.offset + block.start(index))
        if not split.broken:
            return split.lines, split.fields[: len(self._columns)]
        raw = block.lines(index, split.lines)  # fewer than before, if it swallowed rows
        return split.lines, self._malformed(split, raw, block.first_line + index)

    def _checked(self, split: Split, raw: bytes, offset: int) -> Split:
        """The same record, or what is wrong with it."""
        if split.lines > 1 and self._swallows_rows(split, raw):
            return Split(1, [], "unclosed_quote", "a quote opens here, and whole rows follow it")
        if not raw.isascii() or b"\0" in raw:
            for rule, mark in UNREADABLE.items():
                if any(mark.search(field) for field in split.fields):
                    return split._replace(broken=rule, detail=self._place(raw, mark, offset))
        found, expected = len(split.fields), len(self._columns)
        if found < expected:
            detail = f"{found} fields, {expected} expected"
            return split._replace(broken="too_few_fields", detail=detail)
        if any(split.fields[expected:]):
            detail = f"{found} fields, {expected} expected{_thousands_hint(split.fields)}"
            return split._replace(broken="too_many_fields", detail=detail)
        return split

    def _swallows_rows(self, split: Split, raw: bytes) -> bool:
        """Whether a record of several lines is rather an unclosed quote before whole rows.

        A text may well contain a line that looks like a row; hardly nothing but such lines. In
        a record with the wrong number of fields, one such line is enough if it has no quote.
        """
        width = len(self._columns)
        if width == 1:
            return False
        lines = raw.splitlines()
        whole = [line for line in lines if line.count(self._delimiter) == width - 1]
        if len(split.fields) != width:
            return any(b'"' not in line for line in whole)
        return len(whole) >= max(2, len(lines) - 1)

    def _malformed(self, split: Split, raw: bytes, line: int) -> Malformed:
        column = None
        if split.broken in UNREADABLE:
            bad = (at for at, text in enumerate(split.fields) if shown(text) != text)
            column = dict(enumerate(self._columns)).get(next(bad, -1))
        return Malformed(line, split.broken or "", excerpt(raw), column, split.detail)

    def _place(self, raw: bytes, mark: re.Pattern[str], offset: int) -> str:
        """Which byte cannot be read, and where it stands."""
        text = decoded(raw)
        before, unreadable, _ = text.partition(mark.findall(text)[0])
        byte = f"byte 0x{ord(unreadable) & 0xFF:02x}"
        if self._origin is None:
            return f"{byte} after {len(before):,} characters of the record"
        return f"{byte} at offset {self._origin + offset + len(before.encode()):,} of the file"


def excerpt(raw: bytes) -> str:
    """The text of a record as it stood, as far as it is shown."""
    return shown(decoded(raw[: 4 * SHOWN_CHARACTERS]).rstrip("\r\n"))[:SHOWN_CHARACTERS]


def _thousands_hint(fields: list[str]) -> str:
    """Two neighbours that together read like 1,234.50."""
    for left, right in pairwise(fields):
        if THOUSANDS.fullmatch(left.strip()) and GROUP.fullmatch(right.strip()):
            return f"; perhaps {left.strip()},{right.strip()} is one number: put it in quotes"
    return ""
