"""A run appears whole or not at all, and what it holds can be read back."""

import csv
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from tests.store.shop import END, look, order

from volver.decide.classes import ClassRule, classify
from volver.domain.errors import BadInput, NotFound
from volver.store import open_engine
from volver.store.publish import Runs, find_customer, is_whole, write_json, write_values
from volver.store.schema import FORECASTS, VALUES

STEPS = ("mkdir", "rename", "replace", "fsync", "unlink", "rmdir")
"""Everything that publishing asks of the file system, apart from writing into a file."""


class Crash(BaseException):
    """The power is gone; no handler of errors may hold it up."""


def fill_with(text: str) -> Callable[[Path], None]:
    """A run of two files that belong together."""

    def fill(folder: Path) -> None:
        (folder / "values.csv").write_text(text)
        (folder / "card.json").write_text(text)

    return fill


def content(folder: Path) -> set[str]:
    """What a reader finds in a run; one text, where its files belong together."""
    return {(folder / name).read_text() for name in ("values.csv", "card.json")}


def crash_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end just before its nth step."""
    done = count(1)

    def stopping(real: Callable) -> Callable:
        def call(*given, **named):
            if next(done) == step:
                raise Crash
            return real(*given, **named)

        return call

    for name in STEPS:
        monkeypatch.setattr(os, name, stopping(getattr(os, name)))


def test_wherever_publishing_stops_a_whole_run_is_readable(tmp_path, monkeypatch):
    """The one before or the new one; and the next attempt mends what was left."""
    for step in count(1):
        runs = Runs(tmp_path / str(step))
        runs.publish("before", fill_with("before"))
        (runs.folder / ".left by a kill").mkdir()
        with monkeypatch.context() as patched:
            crash_at(step, patched)
            try:
                runs.publish("after", fill_with("after"))
                stopped = False
            except Crash:
                stopped = True
        assert content(runs.latest()) == {runs.latest().name}
        runs.publish("after", fill_with("after"))
        assert content(runs.latest()) == {"after"}
        assert sorted(p.name for p in runs.folder.iterdir()) == ["after", "before", "latest"]
        if not stopped:
            break
    assert step > len(STEPS)


def test_the_first_run_is_there_or_nothing_is(tmp_path, monkeypatch):
    """Where there is no run before, a reader is told so."""
    for step in count(1):
        runs = Runs(tmp_path / str(step))
        with monkeypatch.context() as patched:
            crash_at(step, patched)
            try:
                runs.publish("first", fill_with("first"))
                break
            except Crash:
                pass
        with suppress(NotFound):
            assert content(runs.latest()) == {"first"}


def test_a_run_that_fails_while_it_is_filled_is_never_seen(tmp_path):
    """An error in the report leaves the last run as it stands."""
    runs = Runs(tmp_path)
    runs.publish("before", fill_with("before"))

    def fail(folder: Path) -> None:
        (folder / "values.csv").write_text("half")
        raise BadInput("the report cannot be drawn", "report", "Report this.")

    with pytest.raises(BadInput):
        runs.publish("after", fail)
    assert runs.latest().name == "before"
    assert not (runs.folder / "after").exists()


def test_a_run_with_the_same_id_is_not_made_twice(tmp_path):
    """The same id means the same numbers; only the pointer may move."""
    runs = Runs(tmp_path)
    runs.publish("one", fill_with("one"))
    runs.publish("two", fill_with("two"))
    runs.publish("one", fill_with("never written"))
    assert content(runs.latest()) == {"one"}


def test_a_run_without_what_is_asked_for_is_made_again(tmp_path):
    """Such as one that was made without the book; one that has it is left as it is."""
    runs = Runs(tmp_path)
    run = runs.publish("one", fill_with("one"))

    def whole(folder):
        fill_with("one")(folder)
        (folder / "book.html").write_text("the book", "utf-8")

    runs.publish("one", whole, ("book.html",))
    assert (run / "book.html").read_text("utf-8") == "the book"
    assert is_whole(run)
    runs.publish("one", fill_with("never written"), ("book.html",))
    assert (run / "book.html").is_file()


def test_a_run_that_somebody_removed_is_not_found(tmp_path):
    """Rather than a path to nothing."""
    runs = Runs(tmp_path)
    shutil.rmtree(runs.publish("one", fill_with("one")))
    with pytest.raises(NotFound, match="volver run"):
        runs.latest()


@pytest.mark.parametrize("harm", ["changed", "removed", "added", "unsigned"])
def test_a_run_that_was_damaged_is_made_again(tmp_path, harm):
    """One byte, a file too few or too many: the same id stands whole afterwards."""
    runs = Runs(tmp_path)
    run = runs.publish("one", fill_with("one"))
    assert is_whole(run)
    match harm:
        case "changed":
            (run / "values.csv").write_text("onE")
        case "removed":
            (run / "values.csv").unlink()
        case "added":
            (run / "more.csv").write_text("one")
        case "unsigned":
            (run / "SHA256SUMS").unlink()
    assert not is_whole(run)
    runs.publish("one", fill_with("one"))
    assert is_whole(run)
    assert content(runs.latest()) == {"one"}
    assert sorted(p.name for p in runs.folder.iterdir()) == ["latest", "one"]


@pytest.mark.parametrize("name", ["../outside", "/tmp", "..", ".", "", "one/../one"])
def test_latest_is_a_name_and_never_a_path(tmp_path, name):
    """Whoever writes the pointer cannot lead a reader elsewhere."""
    runs = Runs(tmp_path / "runs")
    (tmp_path / "outside").mkdir()
    runs.publish("one", fill_with("one"))
    (runs.folder / "latest").write_text(name)
    with pytest.raises(NotFound):
        runs.latest()


def test_json_holds_no_token_that_json_does_not_know(tmp_path):
    """A NaN would be read by some and refused by others."""
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "card.json", {"value": float("nan")})


FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|'/C calc'!A0", "＝1", "＋1",
]  # fmt: skip
HOSTILE = [
    "a,b", 'a"b', '"', "a\nb", "a\rb", "a\r\nb", " a ", "'a", "NULL", "\\N", "ñ €", "\u202eb",
    "0017", "a;b", "<script>", "{{7*7}}", "a" * 5000, "1e5", "#N/A",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile():
    """A snapshot whose customers have such names."""
    names = FORMULAS + HOSTILE
    snapshot = look([order(n, name, n % 20, "10.00") for n, name in enumerate(names)])
    n = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    columns = {name: np.linspace(-1, 3, len(n)) for name in FORECASTS.names}
    snapshot.store_columns("forecasts", {**columns, "n": n})
    classify(snapshot, ClassRule())
    return snapshot


CONSTANTS = {
    "level": 0.9, "why": "", "until": END, "horizon_days": 365, "annual_rate": 0.1,
    "currency": "EUR", "basis": "revenue", "model": "bg-nbd", "step": "pooled",
}  # fmt: skip


def test_a_spreadsheet_runs_no_customer_name(hostile, tmp_path):
    """A quote before whatever begins like a formula; every other text comes back as it was."""
    path = tmp_path / "values.csv"
    assert write_values(hostile, "'why'", True, path, CONSTANTS) == len(FORMULAS + HOSTILE)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == VALUES.names
    names = {row["customer_id"] for row in rows}
    assert names == {*HOSTILE, *(f"'{name}" for name in FORMULAS)}
    # A number below zero is a number, not a formula: a quote would make it text.
    assert any(row["value"].startswith("-") for row in rows)


def test_the_parquet_file_holds_every_name_as_it_was(hostile, tmp_path):
    """With the columns of the contract, in order of customer."""
    path = tmp_path / "values.parquet"
    write_values(hostile, "'why'", True, path, CONSTANTS)
    table = parquet.read_table(path)
    assert tuple(table.column_names) == VALUES.names
    assert table["customer_id"].to_pylist() == sorted(FORMULAS + HOSTILE, key=str.encode)


@pytest.mark.parametrize("name", FORMULAS + HOSTILE)
def test_a_customer_is_found_by_any_name(name, hostile, tmp_path):
    """The name is a parameter, never a piece of the query."""
    path = tmp_path / "values.parquet"
    write_values(hostile, "'why'", True, path, CONSTANTS)
    engine = open_engine()
    assert find_customer(engine, path, name)["customer_id"] == name
    assert find_customer(engine, path, f"{name}' OR 'a' = 'a") is None
    engine.close()
