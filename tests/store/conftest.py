"""What tests of the store share."""

from collections.abc import Iterator

import pytest

from volver.store import open_engine
from volver.store.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine in memory; every test brings its own order_lines."""
    engine = open_engine()
    engine.execute(
        "CREATE TEMP TABLE margin_rates AS SELECT category, CAST(rate AS DOUBLE) AS rate"
        " FROM (VALUES ('shoes', 0.4), ('socks', 0.9)) AS given(category, rate)"
    )
    yield engine
    engine.close()
