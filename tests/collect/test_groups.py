"""Columns that customers are grouped by are read as they stand, and lose no row."""

import json

import pytest
from tests.collect.loading import lines, load_text

from volver.collect.mapping import Mapping
from volver.domain.errors import BadInput
from volver.store import open_engine

TEXT = """customer,date,amount,Channel,Kind
a,2024-01-01,5.00, web ,1
b,2024-01-02,6.00,,2
c,2024-01-03,oops,shop,3
d,2024-01-04,7.00,"say ""hi"", é",
"""


@pytest.fixture
def engine():
    """One that keeps what is loaded."""
    engine = open_engine()
    yield engine
    engine.close()


def test_levels_are_read_and_what_is_missing_is_none(engine, tmp_path):
    """Trimmed, whatever they hold; a bad row is bad for its own reason."""
    groups = {"kind": "Kind", "channel": "Channel"}
    report = load_text(engine, tmp_path, TEXT, groups=groups, keep=True)
    assert (report.rows_in, report.accepted, report.rejected, report.duplicates) == (4, 3, 1, 0)
    assert [json.loads(text) for text in lines(engine, "attributes")] == [
        {"channel": "web", "kind": "1"},
        {"channel": None, "kind": "2"},
        {"channel": 'say "hi", é', "kind": None},
    ]


def test_without_groups_there_are_none(engine, tmp_path):
    """NULL, not an empty object."""
    load_text(engine, tmp_path, TEXT, keep=True)
    assert lines(engine, "attributes") == [None] * 3


def test_a_column_may_be_named_by_its_place_and_has_to_be_there(engine, tmp_path):
    """As every other; the error names the nearest."""
    load_text(engine, tmp_path, TEXT, groups={"channel": "#4"}, keep=True)
    assert json.loads(lines(engine, "attributes")[0]) == {"channel": "web"}
    with pytest.raises(BadInput, match="grouped by") as caught:
        load_text(engine, tmp_path, TEXT, groups={"channel": "Chanel"}, name="again.csv")
    assert "Nearest: Channel" in caught.value.next_step


def test_a_mapping_with_groups_is_written_and_read():
    """In volver.toml it is a table."""
    mapping = Mapping(groups={"channel": "Channel"})
    assert mapping.to_dict() == {"groups": {"channel": "Channel"}}
    assert Mapping.from_dict(mapping.to_dict()) == mapping
    with pytest.raises(BadInput):
        Mapping(groups={"channel": 4})
    with pytest.raises(BadInput, match="too many"):
        Mapping(groups=dict.fromkeys("abcdef", "Channel"))
