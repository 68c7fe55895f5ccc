"""JSON lines: an object a line, and a record for each line of a nested order."""

import json
from pathlib import Path

import pytest
from tests.collect.reading import read, told, written

from volver.domain.errors import BadInput


def test_scalars_become_text_as_they_are_written(tmp_path: Path) -> None:
    """No digit of a number is lost or added."""
    line = '{"id": 12345678901234567890, "price": 1.10, "free": false, "note": null, "big": 1e400}'
    source, rows = read(written(tmp_path, line))
    assert source.layout.kind == "jsonl"
    assert source.layout.columns == ("id", "price", "free", "note", "big")
    assert rows == [(1, ["12345678901234567890", "1.10", "false", "", "1e400"])]


def test_an_order_with_lines_is_a_record_for_each(tmp_path: Path) -> None:
    """What belongs to the order is repeated; an order without lines is not lost."""
    orders = [
        {"order": {"id": "a"}, "lines": [{"sku": 1, "tags": ["x"]}, {"sku": 2}], "codes": [1]},
        {"order": {"id": "b"}, "lines": []},
    ]
    source, rows = read(written(tmp_path, "\n\n".join(map(json.dumps, orders)) + "\n"))
    assert source.layout.columns == ("order.id", "codes", "lines.sku", "lines.tags")
    assert rows == [
        (1, ["a", '["1"]', "1", '["x"]']),
        (1, ["a", '["1"]', "2", ""]),
        (3, ["b", "", "", ""]),
    ]


def test_of_several_nested_lists_one_must_be_named(tmp_path: Path) -> None:
    """The others stay as they are, in one field."""
    path = written(tmp_path, '{"id": 1, "lines": [{"sku": 7}], "payments": [{"by": "card"}]}')
    with pytest.raises(BadInput, match="lines, payments"):
        read(path)
    source, rows = read(path, member="lines")
    assert source.layout.columns == ("id", "payments", "lines.sku")
    assert rows == [(1, ["1", '[{"by": "card"}]', "7"])]
    with pytest.raises(BadInput, match="no nested list called 'x'"):
        read(path, member="x")


def test_each_bad_line_is_rejected_by_its_rule(tmp_path: Path) -> None:
    """And costs no other."""
    lines = [
        b'{"id": 1}',
        b'{"id": 2',
        b"[3]",
        b'{"id": "\xff"}',
        b'{"id": "\\u0000"}',
        b'{"id": "\\ud800"}',
        b'{"id": ' + b"[" * 100_000,
        b'{"id": "' + b"x" * 2_000_000 + b'"}',
        b'{"id": 9}',
    ]
    source, rows = read(written(tmp_path, b"\n".join(lines)))
    assert rows == [(1, ["1"]), (9, ["9"])]
    assert told(source.malformed) == [
        (2, "not_json"),
        (3, "not_json"),
        (4, "bad_encoding"),
        (5, "nul_byte"),
        (6, "bad_encoding"),
        (7, "not_json"),
        (8, "line_too_long"),
    ]


def test_a_field_that_turns_up_late_is_told(tmp_path: Path) -> None:
    """It is not read, and not dropped without a word."""
    text = '{"id": 1}\n' * 1_500 + '{"id": 2, "note": "x"}\n'
    source, rows = read(written(tmp_path, text))
    assert len(rows) == 1_501
    assert source.layout.notes == ("The field 'note', first seen on line 1501, is not read.",)


def test_blocks_may_end_anywhere(tmp_path: Path) -> None:
    """The rows are the same."""
    path = written(tmp_path, "".join(f'{{"id": {n}, "lines": [{{"q": 1}}]}}\n' for n in range(999)))
    assert read(path, block_bytes=100)[1] == read(path)[1]


def test_json_that_is_not_in_lines_is_refused(tmp_path: Path) -> None:
    """An array, or an object over many lines, with what to do."""
    for text in ('[\n{"id": 1}\n]', '{\n"id": 1\n}\n'):
        with pytest.raises(BadInput, match="JSON lines"):
            read(written(tmp_path, text, "orders.json"))
