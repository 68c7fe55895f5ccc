"""What tests of reading share."""

from pathlib import Path

import pytest

from volver.store import open_engine
from volver.store.engine import Embedded


@pytest.fixture
def shop(tmp_path: Path) -> Embedded:
    """A workspace's database with nothing in it."""
    return open_engine(tmp_path / "volver.duckdb")
