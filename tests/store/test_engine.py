"""The embedded engine keeps the promises of the protocol."""

import subprocess
import sys
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from volver.domain.errors import BadInput, Busy
from volver.store import open_engine

HOLD = """
import sys
from pathlib import Path
from volver.store import open_engine
engine = open_engine(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path):
    """A database that another process holds open."""
    path = tmp_path / "volver.duckdb"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "open\n"
        yield path, other.pid
        other.communicate()


def test_a_second_process_is_told_who_holds_the_database(file):
    """By number, so that a person can look what that is, or wait for it."""
    path, pid = file
    with pytest.raises(Busy, match=f"held by process {pid}\\b") as caught:
        open_engine(path)
    assert caught.value.exit_code == 5
    assert "published runs stay readable" in caught.value.next_step


@pytest.mark.parametrize("harm", ["junk", "cut", "scratched"])
def test_a_damaged_database_is_told_in_words(tmp_path, harm):
    """With what to do; nothing in it is needed that cannot be read again."""
    path = tmp_path / "volver.duckdb"
    engine = open_engine(path)
    engine.execute("CREATE TABLE kept AS SELECT range AS a FROM range(100000)")
    engine.close()
    held = bytearray(path.read_bytes())
    match harm:
        case "junk":
            held = bytearray(b"no database" * 1000)
        case "cut":
            held = held[:6000]
        case "scratched":
            held[5000:9000] = b"x" * 4000
    path.write_bytes(held)
    with pytest.raises(BadInput, match=r"volver\.duckdb") as caught:
        open_engine(path)
    assert "volver run" in caught.value.next_step


def test_a_database_that_is_let_go_of_can_be_opened(tmp_path):
    """And holds what was written."""
    path = tmp_path / "volver.duckdb"
    engine = open_engine(path)
    engine.execute("CREATE TABLE kept AS SELECT 1 AS a")
    engine.close()
    engine = open_engine(path)
    assert engine.rows("SELECT a FROM kept") == [(1,)]
    engine.close()


def test_a_transaction_that_fails_leaves_nothing(engine):
    """All or nothing, whatever the error is."""
    engine.execute("CREATE OR REPLACE TEMP TABLE t AS SELECT 1 AS a")

    def spoil():
        with engine.transaction():
            engine.execute("INSERT INTO t VALUES (2)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spoil()
    assert engine.rows("SELECT a FROM t") == [(1,)]


def test_columns_come_as_numpy_has_them(engine):
    """A missing double is NaN, a missing text None; money is a float."""
    found = engine.columns(
        "SELECT * FROM (VALUES (1, 0.5::DOUBLE, 'a', DATE '2024-02-29', 1.5::DECIMAL(18,4)),"
        " (2, NULL, NULL, DATE '2024-03-01', 2.5)) AS t(n, x, s, d, m)"
    )
    assert found["n"].tolist() == [1, 2]
    assert np.isnan(found["x"][1])
    assert found["s"].tolist() == ["a", None]
    assert found["d"].astype("datetime64[D]").tolist() == [date(2024, 2, 29), date(2024, 3, 1)]
    assert found["m"].dtype == np.float64


def test_an_arrow_table_comes_without_a_warning(engine):
    """A notebook shows every warning of ours to somebody who cannot mend it."""
    found = engine.arrow("SELECT $a AS a", {"a": "x"})
    assert found.to_pydict() == {"a": ["x"]}


def test_a_missing_whole_number_is_refused(engine):
    """It would have to become some other number."""
    with pytest.raises(TypeError, match="NULL"):
        engine.columns("SELECT * FROM (VALUES (1), (NULL)) AS t(n)")


def test_what_is_stored_comes_back(engine):
    """NaN as NULL, and everything else to the last bit."""
    numbers = np.array([0.1, np.nan, -0.0, 1e300, 5e-324])
    engine.store_columns("kept", {"n": np.arange(5), "x": numbers})
    found = engine.columns("SELECT n, x FROM kept ORDER BY n")
    assert found["x"].tobytes() == numbers.tobytes()
    assert engine.rows("SELECT COUNT(*) FROM kept WHERE x IS NULL") == [(1,)]


def test_batches_become_one_table(engine):
    """As many rows as were handed over, in their order."""
    batches = [pa.record_batch({"a": [n, n + 1]}) for n in (0, 2, 4)]
    assert engine.store_batches("kept", iter(batches)) == 6
    assert engine.rows("FROM kept") == [(n,) for n in range(6)]


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_file_holds_the_rows_in_the_order_of_the_query(suffix, engine, tmp_path):
    """A run must be repeatable bit for bit, whatever the threads do."""
    path = tmp_path / f"it's.{suffix}"
    sql = "SELECT (i * 7919) % 100003 AS a FROM range(300000) AS r(i) ORDER BY (i * 31) % 300007"
    assert engine.write_file(sql, path) == 300_000
    again = tmp_path / f"again.{suffix}"
    engine.write_file(sql, again)
    assert path.read_bytes() == again.read_bytes()


def test_a_file_is_seen_with_its_row_numbers(engine, tmp_path):
    """The line of a record is its place in the file."""
    path = tmp_path / "o'rders.parquet"
    engine.write_file("SELECT i AS a FROM range(3) AS r(i)", path)
    engine.view_file("seen", path)
    assert engine.rows("SELECT a, file_row_number FROM seen") == [(0, 0), (1, 1), (2, 2)]
