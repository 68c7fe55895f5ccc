"""A run that is killed at any moment leaves the last one readable, and the next one unharmed."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import numpy as np
import pytest
from pyarrow import parquet

from volver.stats.simulate import World, simulate
from volver.store.publish import SUMS, Runs, is_whole
from volver.store.shelf import FILE

pytestmark = pytest.mark.long

KILLS = 60
PROGRAM = Path(sys.executable).with_name("volver")
SETTINGS = """
[economics]
currency = "EUR"
margin_rate = 0.35

[[sources]]
file = "orders.csv"
[sources.columns]
order = "order"
customer = "customer"
date = "day"
amount = "paid"
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workspace that has published once and whose file has grown since."""

    folder: Path
    before: dict[str, Any]
    """The files of the run that stands."""
    after: dict[str, Any]
    """The files of the run that is due, made by a process that nobody killed."""
    seconds: float
    """How long that took."""


def write_orders(path: Path, until: int) -> None:
    """The orders of a simulated shop up to a day."""
    world = World(r=0.8, alpha=40.0, a=0.8, b=2.5, leaving="after_orders", p=6.0, q=4.0, gamma=90.0,
                  cost_share=0.6, refund_chance=0.05)  # fmt: skip
    orders, _ = simulate(world, customers=2000, arrival_days=400, as_of=700, horizon=1,
                         generator=np.random.default_rng(11))  # fmt: skip
    lines = ["order,customer,day,paid"]
    rows = zip(orders.customer, orders.day, orders.amount, orders.refund, strict=True)
    for number, (who, day, paid, back) in enumerate(rows):
        if day <= until:
            when = date(2024, 1, 1) + timedelta(days=int(day))
            lines.append(f"{number},c{who},{when},{paid:.2f}")
            if back > 0:
                lines.append(f"{number},c{who},{when},{-back:.2f}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def start(shop: Path) -> subprocess.Popen:
    """volver run, as a person starts it."""
    command = [PROGRAM, "run", "--workspace", shop, "--json"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finish(shop: Path) -> None:
    """A run that nobody kills."""
    with start(shop) as process:
        said = process.communicate()[1]
    assert process.returncode == 0, said


def published(shop: Path) -> dict[str, Any]:
    """What a reader finds in each file of the run: its bytes; of the database, its tables' rows, as
    DuckDB lays down blocks in the order in which its threads end. Sums are held against the files.
    """
    folder = Runs(shop / ".volver" / "runs").latest()
    assert is_whole(folder)
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return {
        path.relative_to(folder).as_posix(): rows(path) if path.name == FILE else path.read_bytes()
        for path in files
    }


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Of every table of a database, in an order that does not depend on how they lie."""
    with duckdb.connect(str(path), read_only=True) as database:
        names = [name for (name,) in database.execute("SHOW TABLES").fetchall()]
        return {
            name: database.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall()
            for name in names
        }


def copy_of(folder: Path, to: Path) -> Path:
    """The same shop elsewhere, under the same name: the report shows it."""
    return Path(shutil.copytree(folder, to / folder.name))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Made once for each process that runs tests."""
    root = tmp_path_factory.mktemp("workspaces")
    shop = root / "before" / "shop"
    shop.mkdir(parents=True)
    (shop / "volver.toml").write_text(SETTINGS, "utf-8")
    write_orders(shop / "orders.csv", until=600)
    finish(shop)
    before = published(shop)
    write_orders(shop / "orders.csv", until=700)
    clean = copy_of(shop, root / "after")
    begin = time.monotonic()
    finish(clean)
    seconds = time.monotonic() - begin
    return Prepared(shop, before, published(clean), seconds)


def test_a_run_is_repeatable_bit_for_bit(prepared, tmp_path):
    """Another copy, another process, the same files to the last byte."""
    shop = copy_of(prepared.folder, tmp_path)
    finish(shop)
    assert published(shop) == prepared.after
    assert prepared.after["values.parquet"] != prepared.before["values.parquet"]


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_run_leaves_the_last_one_and_harms_no_later_one(kill, prepared, tmp_path):
    """Moments are random within equal parts of the time that a run takes."""
    shop = copy_of(prepared.folder, tmp_path)
    moment = (kill + Random(kill).random()) / KILLS * prepared.seconds
    with start(shop) as process:
        time.sleep(moment)
        process.kill()

    found = published(shop)
    assert found in (prepared.before, prepared.after)
    folder = Runs(shop / ".volver" / "runs").latest()
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert parquet.read_table(folder / "values.parquet").num_rows == card["customers"]

    finish(shop)
    assert published(shop) == prepared.after
