"""A file larger than the memory it may use is streamed, typed and counted all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.collect.loading import load_file

from volver.store import open_engine

pytestmark = pytest.mark.long

ROWS = 3_000_000
MEMORY = 144_000_000
"""Bytes, of which the engine has a third."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """About 90 MB of orders, with a bad row in every hundred thousand."""
    path = tmp_path_factory.mktemp("large") / "orders.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("customer_id,order_date,amount\n")
        for start in range(0, ROWS, 100_000):
            file.writelines(
                f"C{n % 400_000:08d},2025-{1 + n % 12:02d}-{1 + n % 28:02d},{n % 90}.50\n"
                for n in range(start, start + 99_999)
            )
            file.write("C1,never,5\n")
    yield path
    path.unlink()


@pytest.mark.parametrize("keep", [False, True])
def test_a_file_larger_than_the_memory_limit_is_loaded(
    large: Path, keep: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A42: the engine spills to disk; every record is counted."""
    monkeypatch.chdir(tmp_path)
    engine = open_engine(tmp_path / "volver.duckdb" if keep else None, MEMORY)
    report = load_file(engine, large, keep=keep)
    assert (report.rows_in, report.rejected) == (ROWS, ROWS // 100_000)
    assert engine.rows("SELECT COUNT(*) FROM order_lines") == [(report.accepted,)]
    engine.close()
