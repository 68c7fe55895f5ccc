"""Find out how a text file is laid out: its delimiter, its header, the lines before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from volver.collect.files.encoding import MARKED, decoded
from volver.collect.files.layout import ReadOptions
from volver.collect.files.lines import Block
from volver.collect.files.records import Grammar, Unfinished, split_record
from volver.collect.files.table import (
    check_width,
    looks_like_header,
    named,
    no_header,
    note_set_aside,
    notes_on_names,
    numbered,
    wrong_names,
)
from volver.domain.errors import BadInput

DELIMITERS = (",", ";", "\t", "|")
SPOKEN = {"\\t": "\t", "tab": "\t"}
SAMPLE_RECORDS = 300
FORBIDDEN = '"\r\n\0'


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a table stands in a text.

    header_line: None without a header; data_line: the physical line its data starts on.
    """

    grammar: Grammar
    columns: tuple[str, ...]
    header_line: int | None
    data_line: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    next_line: int
    fields: list[str]
    broken: bool


def find_shape(sample: Block, options: ReadOptions, name: str) -> Shape:
    """The shape of a table, from the first lines of its file."""
    if sample.ends[0] > options.max_line_bytes:
        raise BadInput(
            f"Line 1 of {name} is longer than {options.max_line_bytes:,} bytes",
            "limit max_line_bytes",
            "Is this a text file with one order a line? Save it as one.",
        )
    grammar, rows = _find_grammar(sample, options, name)
    if not _whole(rows):
        raise BadInput(
            f"No row of {name} can be read",
            f"delimiter {grammar.delimiter!r}",
            "Open the file in an editor: quotes in quoted text must be doubled, and closed.",
        )
    return _Sample(rows, grammar, options, name).shape()


def _find_grammar(sample: Block, options: ReadOptions, name: str) -> tuple[Grammar, list[_Row]]:
    """The delimiter under which most records agree on a number of columns."""
    declared = _declared_delimiter(options)
    found = {
        delimiter: _rows(sample, Grammar(delimiter, None, options.max_line_bytes))
        for delimiter in (*DELIMITERS, *([declared] if declared else []))
    }
    likely = max(DELIMITERS, key=lambda delimiter: _agreement(found[delimiter]))
    delimiter = declared or likely
    rows = found[delimiter]
    if declared and _width(rows) == 1 and _agreement(found[likely]) > 0:
        raise BadInput(
            f"One column found in {name} with the delimiter {declared!r}",
            f"line {rows[0].line}: {rows[0].fields[0][:100]}",
            f"It looks like {likely!r}: declare delimiter={likely!r}, or leave it out.",
        )
    return _with_escape(sample, Grammar(delimiter, None, options.max_line_bytes), rows)


def _declared_delimiter(options: ReadOptions) -> str | None:
    if options.delimiter is None:
        return None
    delimiter = SPOKEN.get(options.delimiter, options.delimiter)
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in FORBIDDEN:
        raise BadInput(
            f"{options.delimiter!r} cannot be a delimiter",
            "option delimiter",
            "Give one ASCII character, for example --delimiter ';'.",
        )
    return delimiter


def _with_escape(sample: Block, grammar: Grammar, rows: list[_Row]) -> tuple[Grammar, list[_Row]]:
    r"""Some programs write a quote in quotes as \" and not as two: see whether this one did."""
    if b'\\"' not in sample.data:
        return grammar, rows
    escaped = Grammar(grammar.delimiter, "\\", grammar.max_line_bytes)
    others = _rows(sample, escaped)
    better = len(_whole(others)) > len(_whole(rows))
    return (escaped, others) if better else (grammar, rows)


def _rows(sample: Block, grammar: Grammar) -> list[_Row]:
    """The first records; the fields of a broken one are what its delimiters suggest."""
    rows: list[_Row] = []
    index = 0
    for _ in range(SAMPLE_RECORDS):
        if index >= len(sample):
            break
        try:
            split = split_record(sample, index, grammar)
        except Unfinished:
            break
        if sample.line(index).strip():
            line = sample.first_line + index
            fields = split.fields or decoded(sample.line(index)).split(grammar.delimiter)
            rows.append(_Row(line, line + split.lines, fields, split.broken is not None))
        index += split.lines
    return rows


def _width(rows: Sequence[_Row]) -> int:
    """The commonest number of fields; among equals, one that has a header, then the widest."""
    counts = Counter(len(row.fields) for row in rows)
    first = {len(row.fields): row.fields for row in reversed(rows)}
    return max(counts, default=0, key=lambda w: (counts[w], looks_like_header(first[w]), w))


def _whole(rows: Sequence[_Row]) -> list[_Row]:
    return [row for row in rows if not row.broken]


def _agreement(rows: Sequence[_Row]) -> float:
    """How well a delimiter explains the records: 0 for one column, near 1 for many that agree.

    Broken records count too, for less: better a table with broken quotes than a lone column.
    """
    width = _width(rows)
    if not width:
        return 0.0
    agreeing = [row for row in rows if len(row.fields) == width]
    share = (len(agreeing) + len(_whole(agreeing))) / (2 * len(rows))
    return share * (1 - 1 / width)


class _Sample:
    """The first records of a file, in which the table has to be found."""

    def __init__(self, rows: list[_Row], grammar: Grammar, options: ReadOptions, name: str) -> None:
        self._all = rows
        self._rows = _whole(rows)
        self._grammar = grammar
        self._options = options
        self._name = name
        self._width = _width(self._rows)
        check_width(self._width, options.max_columns, name)

    def shape(self) -> Shape:
        """The table with its header, or with the names given for one that has none."""
        start = next(i for i, row in enumerate(self._rows) if len(row.fields) == self._width)
        if self._options.header is not False:
            start = self._header_before(start)
            if self._options.header or looks_like_header(self._rows[start].fields):
                return self._below_header(start)
            if not self._options.names:
                raise self._why_no_header(start)
        columns = self._given_names() if self._options.names else numbered(self._width)
        return Shape(self._grammar, columns, None, 1, tuple(notes_on_names(columns)))

    def _header_before(self, start: int) -> int:
        """The row above, when all rows but that one end with a delimiter too many."""
        if not start or len(self._rows[start - 1].fields) != self._width - 1:
            return start
        trailing = not any(row.fields[-1] for row in self._rows if len(row.fields) == self._width)
        above = trailing and looks_like_header(self._rows[start - 1].fields)
        return start - 1 if above else start

    def _below_header(self, start: int) -> Shape:
        header = self._rows[start]
        if any(MARKED.search(field) for field in header.fields):
            raise BadInput(
                f"The header of {self._name} has bytes that cannot be read as text",
                f"line {header.line}",
                "Declare the file's encoding, for example --encoding cp1252.",
            )
        columns = named(header.fields) + ("",) * (self._width - len(header.fields))
        if self._options.names:
            columns = self._given_names()
        notes = notes_on_names(columns)
        before = [row for row in self._all if row.line < header.line]
        if before:
            texts = [(row.line, self._grammar.delimiter.join(row.fields)) for row in before]
            notes.insert(0, note_set_aside("before the header", texts))
        return Shape(self._grammar, columns, header.line, header.next_line, tuple(notes))

    def _given_names(self) -> tuple[str, ...]:
        names = self._options.names
        if len(names) != self._width:
            raise wrong_names(self._name, len(names), self._width)
        return names

    def _why_no_header(self, start: int) -> BadInput:
        first, row = self._rows[0], self._rows[start]
        if start and len(first.fields) > 1 and looks_like_header(first.fields):
            return BadInput(
                f"The header of {self._name} names {len(first.fields)} columns, "
                f"but most of its rows have {self._width}",
                f"lines {first.line} and {row.line}",
                "Mend the header, or take it away and say --no-header.",
            )
        return no_header(self._name, row.line, row.fields)
