"""The whole job over orders in each engine gives the files that a file of the orders gives."""

from importlib.resources import as_file, files
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.app.shop import AS_OF, AS_OF_ALL, write_shop
from tests.contracts.engines.conftest import put
from tests.contracts.engines.shops import changed_later, orders_of, shop_text

from volver.app import ingest
from volver.app.demo import DATA, MAPPING
from volver.app.run import Published, run
from volver.app.workspace import Workspace
from volver.domain.ports import Quiet
from volver.store import open_source

pytestmark = pytest.mark.slow

RETAIL = """
{engine}

[economics]
currency = "GBP"
time_zone = "Europe/London"
margin_rate = 0.35

[[sources]]
{source}
calculated_amounts = true

[sources.columns]
"""


def same_files(one: Published, other: Published) -> None:
    """The values of both, to the last byte."""
    for name in ("values.parquet", "values.csv"):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()


@pytest.fixture(scope="module")
def of_file(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The shop's orders, read from their file."""
    return run(write_shop(tmp_path_factory.mktemp("shop")), AS_OF, Quiet())


@pytest.mark.parametrize("few", [0, ingest.FEW], ids=["asked in place", "fetched"])
def test_the_simulated_shop_is_valued_alike_wherever_it_lies(
    url: str, few: int, tmp_path: Path, of_file: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the values are put where the settings say, for the company to read."""
    monkeypatch.setattr(ingest, "FEW", few)
    folder = tmp_path / "shop"
    folder.mkdir()
    put(url, {"sales.orders": orders_of(folder).to_batches()})
    (folder / "volver.toml").write_text(shop_text(url), "utf-8")
    found = run(Workspace.open(folder), AS_OF, Quiet())
    same_files(found, of_file)
    engine = open_source(url)
    relation = engine.relation("volver.values")
    rows = engine.rows(
        f"SELECT customer_id, value FROM {relation} ORDER BY v_bytewise(customer_id)"
    )
    engine.close()
    table = pq.read_table(found.folder / "values.parquet", columns=["customer_id", "value"])
    assert rows == list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """Online Retail, read from its file."""
    folder = tmp_path_factory.mktemp("retail")
    with as_file(files("volver.app") / "demo_data" / DATA) as packed:
        (folder / DATA).write_bytes(packed.read_bytes())
    return folder / DATA, run(written(folder, "", f'file = "{DATA}"'), None, Quiet())


def written(folder: Path, engine: str, source: str) -> Workspace:
    """A workspace for Online Retail."""
    columns = "".join(f'{field} = "{name}"\n' for field, name in MAPPING["columns"].items())
    text = RETAIL.format(engine=engine, source=source) + columns
    (folder / "volver.toml").write_text(text, "utf-8")
    return Workspace.open(folder)


@pytest.mark.long_on_spark
@pytest.mark.long_on_servers
def test_online_retail_is_valued_alike_wherever_it_lies(
    url: str, tmp_path: Path, retail: tuple[Path, Published]
) -> None:
    """541,909 rows with refunds, lines without a customer, and times without a zone."""
    put(url, {"sales.retail": pq.read_table(retail[0]).to_batches()})
    here = written(tmp_path, f'engine = "{url}"', 'table = "sales.retail"')
    same_files(run(here, None, Quiet()), retail[1])


@pytest.mark.long_on_spark
def test_rows_that_were_written_since_are_all_that_a_later_run_goes_through(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Late, corrected and taken back: the files are those of a first run over the same rows."""
    monkeypatch.setattr(ingest, "FEW", 0)
    orders = orders_of(tmp_path)

    def found(folder: str) -> Published:
        here = tmp_path / folder
        here.mkdir(exist_ok=True)
        (here / "volver.toml").write_text(shop_text(url, changed="at"), "utf-8")
        return run(Workspace.open(here), AS_OF_ALL, Quiet())

    put(url, {"sales.orders": orders.to_batches()})
    first = found("grown")
    put(url, {"sales.orders": changed_later(orders).to_batches()})
    second = found("grown")
    assert first.folder != second.folder
    same_files(second, found("new"))
