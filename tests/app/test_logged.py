"""What was noted down as a file: once each, nothing of a note, and what has ended."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from volver.app.logged import keep_logged
from volver.app.workspace import LOGGED, Workspace
from volver.domain.my_list import Logged

ONE = Logged(
    id="volver-1",
    customer_id="=1+1",
    at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    day=date(2026, 3, 1),
    agent="Eva",
    kind="contact",
    direction="out",
    note="only for us",
)


@pytest.fixture
def folder(tmp_path):
    """A workspace without a run."""
    (tmp_path / "orders.csv").write_text("customer_id,order_date,amount\na,2026-01-01,5\n", "utf-8")
    (tmp_path / "volver.toml").write_text('[[sources]]\nfile = "orders.csv"\n', "utf-8")
    return tmp_path


def rows(folder):
    """The file, read without us."""
    with (folder / LOGGED).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_run_finds_the_file(folder):
    """It is a source of the workspace as soon as it is there."""
    assert Workspace.open(folder).company == ()
    keep_logged(folder, [ONE])
    (source,) = Workspace.open(folder).company
    assert source.path == folder / LOGGED
    keep_logged(folder, [])
    assert Workspace.open(folder).company == ()


def test_a_note_is_not_in_it(folder):
    """Neither the text of a contact's note, nor what is a note and no contact."""
    keep_logged(folder, [ONE, replace(ONE, id="volver-2", kind="note")])
    assert [row["id"] for row in rows(folder)] == ["volver-1"]
    assert "only for us" not in (folder / LOGGED).read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "is_over"),
    [
        ({}, False),
        ({"direction": "in"}, True),
        ({"direction": "in", "is_open": True}, False),
        ({"is_complaint": True}, True),
        ({"is_complaint": True, "is_open": True}, False),
        ({"direction": "in", "promise": "a call", "promise_due": date(2026, 4, 1)}, False),
        ({"direction": "in", "promise": "a call", "is_kept": True}, True),
    ],
)
def test_what_has_ended_says_when(folder, change, is_over):
    """Whoever waits, or was promised something, has no end yet."""
    keep_logged(folder, [replace(ONE, **change)])
    (row,) = rows(folder)
    assert bool(row["resolved"]) == is_over


def test_it_is_the_same_file_whatever_the_order(folder):
    """Byte for byte, so that a run that brings nothing new is known as such."""
    two = replace(ONE, id="volver-2", at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    keep_logged(folder, [two, ONE])
    first = (folder / LOGGED).read_bytes()
    keep_logged(folder, [ONE, two])
    assert (folder / LOGGED).read_bytes() == first


def test_a_database_of_the_company_reads_no_files(folder):
    """Contacts stay on the pages there."""
    text = 'engine = "duckdb:shop.duckdb"\n[[sources]]\ntable = "orders"\n'
    (folder / "volver.toml").write_text(text, "utf-8")
    assert keep_logged(folder, [ONE]) is None
    assert not (folder / LOGGED).exists()
