"""Read JSON lines: an object a line, and one record for each line of a nested order.

{"id": 7, "lines": [{"sku": "a"}, {"sku": "b"}]} gives two records with the columns id and
lines.sku; what belongs to the order is repeated. Numbers stay the text they were.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from volver.collect.files.batch import text_batch
from volver.collect.files.encoding import MARKED, decoded
from volver.collect.files.layout import Malformed, ReadOptions, Tally
from volver.collect.files.lines import Block, Blocks, Stream
from volver.collect.files.records import UNREADABLE, excerpt
from volver.collect.files.table import check_width, notes_on_names
from volver.domain.errors import BadInput

SAMPLE_LINES = 1_000

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """How objects become records: the columns, and the nested list that has the order's lines."""

    columns: tuple[str, ...]
    nested: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Flat:
    """An object without its nesting: texts by dotted name, and lists of objects."""

    texts: Record = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)


def looks_like_jsonl(sample: Block, name: str) -> bool:
    """Whether the first line that is not blank is an object; refuses JSON in other forms."""
    first = next((line for line in map(sample.line, range(len(sample))) if line.strip()), b"")
    if first.lstrip().startswith(b"{") and isinstance(_parsed(first), dict):
        return True
    if first.strip() in (b"{", b"[") or first.lstrip().startswith(b"[{"):
        raise BadInput(
            f"{name} is JSON, but not JSON lines",
            f"{name}, its first line",
            "Write one object a line, without brackets around them or commas between.",
        )
    return False


def find_form(sample: Block, options: ReadOptions, name: str) -> Form:
    """Columns and nested list, from the first lines of a file."""
    parsed = [_parsed(sample.line(index)) for index in range(min(len(sample), SAMPLE_LINES))]
    flats = [_flatten(found) for found in parsed if isinstance(found, dict)]
    nested = _choose_list(
        {path for flat in flats for path, items in flat.lists.items() if items},
        options.member,
        name,
    )
    columns = tuple(
        dict.fromkeys(key for flat in flats for record in _records(flat, nested) for key in record)
    )
    check_width(len(columns), options.max_columns, name)
    notes = notes_on_names(columns)
    if nested:
        notes.append(f"Each entry of the nested list {nested!r} is a record of its own.")
    return Form(columns, nested, tuple(notes))


def _choose_list(paths: set[str], wanted: str | None, name: str) -> str | None:
    if wanted in paths:
        return wanted
    if wanted is None and len(paths) <= 1:
        return next(iter(paths), None)
    raise BadInput(
        f"The objects of {name} have {len(paths)} nested lists"
        if wanted is None
        else f"The objects of {name} have no nested list called {wanted!r}",
        f"nested lists: {', '.join(sorted(paths))}" if paths else "no nested lists",
        'Say which one has the lines of the order: in volver.toml, member = "lines".',
    )


class JsonReader:
    """One reading of a file of JSON lines from its start."""

    def __init__(self, form: Form, options: ReadOptions, tally: Tally) -> None:
        self._form = form
        self._options = options
        self._tally = tally
        self._unknown: dict[str, int] = {}

    def batches(self, stream: Stream) -> Iterator[pa.RecordBatch]:
        """The records of a stream of UTF-8, block by block."""
        for block in Blocks(stream, self._options.block_bytes, self._options.max_line_bytes):
            lines: list[int] = []
            rows: list[list[str]] = []
            for index in range(len(block)):
                found = self._read(block.line(index), block.first_line + index)
                if isinstance(found, Malformed):
                    self._tally.reject(found)
                else:
                    rows += found
                    lines += [block.first_line + index] * len(found)
            self._tally.accept(len(rows))
            if rows:
                yield text_batch(lines, rows, len(self._form.columns))
        for name, line in self._unknown.items():
            self._tally.notes.append(f"The field {name!r}, first seen on line {line}, is not read.")

    def _read(self, line: bytes, number: int) -> list[list[str]] | Malformed:
        """The rows of one line; none when it is blank."""
        if len(line) > self._options.max_line_bytes:
            limit = f"over {self._options.max_line_bytes:,} bytes (limit max_line_bytes)"
            return _malformed(line, number, "line_too_long", limit)
        text = decoded(line).strip()
        if not text:
            return []
        if MARKED.search(text):
            return _malformed(line, number, "bad_encoding", None)
        parsed = _parsed(text)
        if not isinstance(parsed, dict):
            return _malformed(line, number, "not_json", "a line must be one JSON object")
        records = _records(_flatten(parsed), self._form.nested)
        return self._unreadable(records, line, number) or [
            [record.get(column, "") for column in self._form.columns] for record in records
        ]

    def _unreadable(self, records: list[Record], line: bytes, number: int) -> Malformed | None:
        """A character written as \\u0000 or as half of a pair is as bad as the byte itself."""
        known = set(self._form.columns)
        for record in records:
            for name in record.keys() - known:
                self._unknown.setdefault(name, number)
            if b"\\u" not in line:
                continue
            for name, text in record.items():
                for rule, mark in UNREADABLE.items():
                    if mark.search(text):
                        return _malformed(line, number, rule, None, name)
        return None


def _parsed(text: str | bytes) -> object:
    """The JSON value, its numbers as they are written; None when it is not JSON."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def _flatten(value: dict[str, Any], prefix: str = "") -> _Flat:
    flat = _Flat()
    for key, item in value.items():
        name = prefix + key
        if isinstance(item, dict):
            inner = _flatten(item, f"{name}.")
            flat.texts.update(inner.texts)
            flat.lists.update(inner.lists)
        elif isinstance(item, list) and all(isinstance(entry, dict) for entry in item):
            flat.lists[name] = item
        else:
            flat.texts[name] = _text(item)
    return flat


def _records(flat: _Flat, nested: str | None) -> list[Record]:
    """One record for each entry of the nested list; an order without entries is still one."""
    order = dict(flat.texts)
    for path, items in flat.lists.items():
        if path != nested:
            order[path] = _text(items)
    entries = flat.lists.get(nested, []) if nested else []
    return [{**order, **_flat_texts(entry, f"{nested}.")} for entry in entries] or [order]


def _flat_texts(entry: dict[str, Any], prefix: str) -> Record:
    flat = _flatten(entry, prefix)
    return {**flat.texts, **{path: _text(items) for path, items in flat.lists.items()}}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _malformed(
    line: bytes, number: int, rule: str, detail: str | None, column: str | None = None
) -> Malformed:
    return Malformed(number, rule, excerpt(line), column, detail)
