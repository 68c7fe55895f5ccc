"""A run over a table gives what a run over a file of the same orders gives."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.app.shop import AS_OF, write_shop

from volver.app import ingest
from volver.app.contest import contest
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.domain.errors import BadInput, VolverError
from volver.domain.ports import Quiet
from volver.store import open_engine

MONEY = pa.decimal128(10, 2)
IN_PLACE = """
engine = "duckdb:shop.duckdb"
results = "volver"

[economics]
currency = "EUR"

[[sources]]
table = "sales.orders"

[sources.columns]
customer = "customer_id"
date = "order_date"
amount = "amount"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """The shop's orders as a table of its own database; one has no date."""
    folder = tmp_path / "shop"
    folder.mkdir()
    write_shop(folder)
    lines = (folder / "orders.csv").read_text("utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    table = pa.table(
        {
            "customer_id": [row[0] for row in rows],
            "order_date": [None if row[1] == "2024-02-30" else row[1] for row in rows],
            "amount": [row[2] for row in rows],
        }
    ).cast(pa.schema([("customer_id", "string"), ("order_date", "date32"), ("amount", MONEY)]))
    engine = open_engine(folder / "shop.duckdb")
    engine.write_table("sales.orders", table.to_batches())
    engine.close()
    (folder / "volver.toml").write_text(IN_PLACE, "utf-8")
    return Workspace.open(folder)


@pytest.mark.slow
@pytest.mark.parametrize("few", [0, 1_000_000])
def test_a_table_is_valued_as_a_file_is(shop, published, few, monkeypatch):
    """To the last byte, whether its lines are fetched first or each query is asked of it."""
    monkeypatch.setattr(ingest, "FEW", few)
    found = run(shop, AS_OF, Quiet())
    _, of_file = published
    for name in ("values.parquet", "values.csv"):
        assert (found.folder / name).read_bytes() == (of_file.folder / name).read_bytes()
    (here,), (there,) = found.card["data"]["loads"], of_file.card["data"]["loads"]
    for count in ("rows_in", "accepted", "rejected", "anonymous"):
        assert here[count] == there[count]


@pytest.mark.slow
def test_the_values_are_put_into_the_schema_that_is_named(shop):
    """All of them, and those of the next run in their place."""
    for as_of in (AS_OF, AS_OF - timedelta(days=7)):
        found = run(shop, as_of, Quiet())
        table = pq.read_table(found.folder / "values.parquet")
        engine = open_engine(shop.folder / "shop.duckdb")
        assert engine.arrow("SELECT * FROM volver.values").to_pylist() == table.to_pylist()
        engine.close()


@pytest.mark.slow
def test_without_a_schema_nothing_is_written(shop):
    """Their database is as it was, byte for byte."""
    text = IN_PLACE.replace('results = "volver"', "")
    (shop.folder / "volver.toml").write_text(text, "utf-8")
    before = (shop.folder / "shop.duckdb").read_bytes()
    run(Workspace.open(shop.folder), AS_OF, Quiet())
    assert (shop.folder / "shop.duckdb").read_bytes() == before


@pytest.mark.slow
def test_a_backtest_looks_back_over_the_table(shop, published):
    """With the marks that a file of the same orders gets."""
    run(shop, AS_OF, Quiet())
    asked = {"export": None, "theirs": None, "challenger": False, "language": None}
    here = contest(shop.folder, **asked, progress=Quiet())
    there = contest(published[0].folder, **asked, progress=Quiet())
    assert here.to_dict() == there.to_dict()


@pytest.mark.slow
def test_other_orders_make_another_run(shop):
    """A run is known by what was in the table, which has no bytes to take a sum of."""
    first = run(shop, AS_OF, Quiet())
    again = run(shop, AS_OF, Quiet())
    engine = open_engine(shop.folder / "shop.duckdb")
    engine.execute(
        "UPDATE sales.orders SET customer_id = 'somebody else'"
        " WHERE rowid = (SELECT MIN(rowid) FROM sales.orders)"
    )
    engine.close()
    other = run(shop, AS_OF, Quiet())
    assert first.folder == again.folder != other.folder


MISTAKES = {
    IN_PLACE.replace('engine = "duckdb:shop.duckdb"', ""): "no database to be read from",
    IN_PLACE.replace('table = "sales.orders"', 'file = "orders.csv"'): "cannot be read by the",
    IN_PLACE.replace('"amount"', "3"): "amount",
    IN_PLACE.replace("duckdb:shop.duckdb", "spark:local[2]"): "forgets its tables",
    'results = "volver"\n[[sources]]\nfile = "orders.csv"': "these are files",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_table_without_a_database_is_told(shop, text):
    """And a file with one."""
    (shop.folder / "volver.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=MISTAKES[text]):
        Workspace.open(shop.folder)


@pytest.mark.parametrize(
    "url", ["mysql://USER:hush@HOST/d", "shop.duckdb", "duckdb:not/there/x.db"]
)
def test_an_engine_that_is_none_is_told_without_its_secrets(shop, url):
    """The address may hold a password."""
    text = IN_PLACE.replace("duckdb:shop.duckdb", url)
    (shop.folder / "volver.toml").write_text(text, "utf-8")
    with pytest.raises(VolverError) as caught:
        run(Workspace.open(shop.folder), AS_OF, Quiet())
    assert "hush" not in f"{caught.value} {caught.value.where} {caught.value.next_step}"
