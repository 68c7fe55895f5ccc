"""Engines to ask, and tables to ask them of."""

import os
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa
import pytest
from tests.contracts.engines import java, postgres
from tests.contracts.engines.cases import CASES, Case
from tests.contracts.engines.postgres import Postgres
from tests.house import book_queries

from volver.store import open_source
from volver.store.engine import Engine

OF_THE_BOOK = {name for queries in book_queries.LISTED.values() for name in queries}
Write = Callable[[str, pa.Table], Engine]


def needed(missing: str | None) -> None:
    """Skip where a part of the system is missing; fail where nobody would read why."""
    if missing is not None:
        reason = f"this engine is not installed; run {missing}"
        if os.getenv("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session", params=CASES, ids=[one.name for one in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    """Every engine in its turn."""
    needed(request.param.missing())
    return request.param


@pytest.fixture(scope="session")
def duckdb_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of DuckDB."""
    return f"duckdb:{tmp_path_factory.mktemp('duckdb') / 'orders.duckdb'}"


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL with its own files, gone after the tests."""
    needed(postgres.missing())
    with postgres.serving() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(server: Postgres) -> str:
    """Its address."""
    return server.url()


@pytest.fixture(scope="session")
def spark_url() -> Iterator[str]:
    """A Spark in this process, held for the whole run: its catalogue ends with it."""
    needed(java.missing())
    settings = {
        "spark.driver.memory": "2g",
        "spark.sql.catalogImplementation": "in-memory",
        # Queries of a few hundred rows are over before a second compilation of Java's pays.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    url = "spark:local[2]?" + "&".join(map("=".join, settings.items()))
    engine = open_source(url, write=True)
    yield url
    engine.close()


@pytest.fixture(scope="session")
def url(case: Case, request: pytest.FixtureRequest) -> str:
    """The address of the engine whose turn it is."""
    return str(request.getfixturevalue(case.fixture))


@pytest.fixture
def written(url: str) -> Iterator[Write]:
    """Put a table into the database and open that anew, to read it."""
    opened: list[Engine] = []

    def write(name: str, table: pa.Table) -> Engine:
        put(url, {name: table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]})
        opened.append(open_source(url, write=True))
        return opened[-1]

    yield write
    for engine in opened:
        engine.close()


@pytest.fixture
def asked(url: str) -> Iterator[Engine]:
    """The engine whose turn it is, for queries of no table."""
    engine = open_source(url, write=True)
    yield engine
    engine.close()


def put(url: str, tables: dict[str, Iterable[pa.RecordBatch]]) -> None:
    """Write tables into a database."""
    engine = open_source(url, write=True)
    for name, batches in tables.items():
        engine.write_table(name, batches)
    engine.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On Spark the queries of the book are compared by `make long`, as is the whole job.

    A query takes Spark two seconds, all of them a fifth of the time that tests may take. What it is
    asked is held by its golden file, and PostgreSQL answers every query each time.
    """
    for item in items:
        asked = getattr(getattr(item, "callspec", None), "params", {})
        engine = getattr(asked.get("case"), "name", None)
        on_spark = item.get_closest_marker("long_on_spark") or asked.get("name") in OF_THE_BOOK
        on_servers = item.get_closest_marker("long_on_servers") and engine == "postgres"
        if (engine == "spark" and on_spark) or on_servers:
            item.add_marker(pytest.mark.long)
