"""A run that dies at any of its moments leaves the last one whole and harms no later one.

Three moments for every change, one of reading, one of what is kept, one of writing back; thirty in
each engine, evenly through all there are, on the long path. What is kept is kept at home, whatever
the engine: on Spark that moment is of the long path too. Where the database would die with the
process, which Spark in this process does, its queries are killed from that moment on instead.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from threading import Event, Thread

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.app.shop import AS_OF_ALL
from tests.contracts.engines.cases import Case
from tests.contracts.engines.conftest import put
from tests.contracts.engines.killed import run_until
from tests.contracts.engines.shops import changed_later, orders_of, shop_text

from volver.app import ingest
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.domain.errors import VolverError
from volver.domain.ports import Quiet
from volver.store import open_source
from volver.store.publish import Runs

ROOT = Path(__file__).parents[3]
KILLS = 30
NAMED = (
    "rows SELECT rule,",
    pytest.param("execute INSERT INTO kept_histories", marks=pytest.mark.long_on_spark),
    "write back: a batch",
)
"""While rows are counted, while what is kept is renewed, while values are put back."""
ONE_MODEL = '[forecast]\nmodel = "mbg-nbd"\n'
"""Which model forecasts is nothing to a kill, and choosing one takes longer than all the rest."""


@dataclass(frozen=True, slots=True)
class Due:
    """A workspace that has published once, and whose table has changed since."""

    case: Case
    folder: Path
    url: str
    before: pa.Table
    after: pa.Table
    moments: tuple[str, ...]


def start(folder: Path, *moment: str) -> subprocess.CompletedProcess:
    """A run in a process of its own."""
    command = [sys.executable, "-m", "tests.contracts.engines.killed", str(folder), *moment]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def all_moments(case: Case, folder: Path) -> tuple[str, ...]:
    """Run to the end, and name what was passed."""
    if case.in_process:
        return tuple(run_until(folder, None, lambda: None))
    done = start(folder)
    assert done.returncode == 0, done.stderr
    return tuple(done.stdout.splitlines())


def die(case: Case, folder: Path, moment: int) -> None:
    """Run until that moment, and no further."""
    if not case.in_process:
        died = start(folder, str(moment))
        assert died.returncode == -9, died.stderr
        return
    over = Event()
    killer = Thread(target=kill_queries, args=(over,))
    try:
        with pytest.raises(VolverError):
            run_until(folder, moment, killer.start)
    finally:
        over.set()
        killer.join()


def kill_queries(over: Event) -> None:
    """Cancel whatever Spark has under way, until that is enough."""
    from pyspark import SparkContext

    while not over.wait(0.005):
        SparkContext._active_spark_context.cancelAllJobs()


def values(folder: Path) -> pa.Table:
    """What a reader finds."""
    return pq.read_table(Runs(folder / ".volver" / "runs").latest() / "values.parquet")


def written_back(url: str) -> list[tuple]:
    """What the company's database holds."""
    engine = open_source(url)
    relation = engine.relation("volver.values")
    found = engine.rows(f"SELECT customer_id, value, reason FROM {relation}")
    engine.close()
    return sorted(found)


def told(table: pa.Table) -> list[tuple]:
    """The same of a published table."""
    columns = table.select(["customer_id", "value", "reason"]).columns
    return sorted(zip(*(column.to_pylist() for column in columns), strict=True))


@pytest.fixture(scope="module")
def due(case: Case, url: str, tmp_path_factory: pytest.TempPathFactory) -> Due:
    """Made once for each engine."""
    folder = tmp_path_factory.mktemp("due") / "shop"
    folder.mkdir()
    orders = orders_of(folder)
    (folder / "volver.toml").write_text(shop_text(url, changed="at") + ONE_MODEL, "utf-8")
    put(url, {"sales.orders": orders.to_batches()})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ingest, "FEW", 0)
        run(Workspace.open(folder), AS_OF_ALL, Quiet())
    put(url, {"sales.orders": changed_later(orders).to_batches()})
    clean = copytree(folder, folder.parent / "clean" / "shop")
    moments = all_moments(case, clean)
    return Due(case, folder, url, values(folder), values(clean), moments)


def kill_and_run_again(due: Due, moment: int, folder: Path) -> None:
    """The last published run stands; the next is that of a process that nobody killed."""
    shop = copytree(due.folder, folder / "shop")
    put(due.url, {"volver.values": due.before.to_batches()})
    die(due.case, shop, moment)
    assert values(shop) in (due.before, due.after)
    assert written_back(due.url) in (told(due.before), told(due.after))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ingest, "FEW", 0)
        run(Workspace.open(shop), AS_OF_ALL, Quiet())
    assert values(shop) == due.after
    assert written_back(due.url) == told(due.after)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_a_run_that_dies_at_a_named_moment_harms_nothing(
    name: str, due: Due, tmp_path: Path
) -> None:
    """Its process is killed there and then."""
    moment = next(n for n, what in enumerate(due.moments) if name in what)
    kill_and_run_again(due, moment, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("kill", range(KILLS))
def test_a_run_that_dies_at_any_moment_harms_nothing(kill: int, due: Due, tmp_path: Path) -> None:
    """Evenly through all the moments there are, the last one among them."""
    last = len(due.moments) - 1
    if due.case.in_process:  # queries that are to be killed must be still to come
        last = max(n for n, name in enumerate(due.moments) if name == "write back: a batch")
    kill_and_run_again(due, kill * last // (KILLS - 1), tmp_path)
