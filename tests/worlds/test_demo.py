"""volver demo --business: the files, a volver.toml that names them, and a reading without loss."""

from contextlib import closing
from pathlib import Path

import pytest
from tests.worlds.made import NAMES

from volver.app.demo_business import COLUMNS, make_business
from volver.app.ingest import check
from volver.app.workspace import FILE, Workspace
from volver.domain.errors import BadInput
from volver.domain.ports import Quiet
from volver.store import open_engine

GUIDES = Path(__file__).parents[2] / "docs/how-to"


@pytest.mark.slow
@pytest.mark.mission("S1x")
@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_made_business_is_read(name, tmp_path):
    """Of every kind, nothing refused; and each business has its guide."""
    folder = tmp_path / name
    rows = make_business(name, 120, 1, folder, Quiet())
    loads = {load.source: load for load in check(Workspace.open(folder), Quiet())}
    assert {f"{kind}.parquet" for kind in COLUMNS if rows.get(kind)} == set(loads)
    for source, load in loads.items():
        kind = source.removesuffix(".parquet")
        assert (load.rows_in, load.rejected) == (rows[kind], 0)
        assert load.accepted == rows[kind]
    guide = (GUIDES / f"demo-{name}.md").read_text("utf-8")
    assert f"--business {name}" in guide
    assert "Three questions to try" in guide


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    """Nobody's files are written over."""
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(BadInput, match="holds other files"):
        make_business("shop", 10, 1, tmp_path, Quiet())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_same_business_is_made_once(tmp_path):
    """So that the demo can be run again; another business does not take its place."""
    assert make_business("shop", 60, 1, tmp_path, Quiet())
    told = (tmp_path / FILE).stat().st_mtime_ns
    assert make_business("shop", 60, 1, tmp_path, Quiet()) == {}
    assert (tmp_path / FILE).stat().st_mtime_ns == told
    with pytest.raises(BadInput, match="holds other files"):
        make_business("shop", 61, 1, tmp_path, Quiet())


def test_the_made_money_is_exact_in_the_engine(tmp_path):
    """Cents are decimals, not floats: what a refund gives back can be taken off to the cent."""
    make_business("shop", 50, 1, tmp_path / "shop", Quiet())
    with closing(open_engine()) as engine:
        file = tmp_path / "shop" / "orders.parquet"
        kinds = engine.rows(f"SELECT DISTINCT typeof(amount), typeof(cost) FROM '{file}'")
    assert [tuple(row) for row in kinds] == [("DECIMAL(18,2)", "DECIMAL(18,2)")]
