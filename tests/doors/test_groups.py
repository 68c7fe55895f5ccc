"""Groups at the doors: on the command line, in volver.toml and in a notebook, the same figures."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.predict.worlds import LEAVING

from volver import notebook
from volver.app.run import run as run_workspace
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.ports import Quiet
from volver.stats.simulate import simulate, with_effects

pytestmark = pytest.mark.slow

TOML = """
[economics]
currency = "EUR"

[[sources]]
file = "orders.csv"
[sources.groups]
Channel = "channel"
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """Orders of two channels; the second order of some comes by the other one."""
    folder = tmp_path_factory.mktemp("groups")
    lines = ["customer,date,amount,channel"]
    worlds = {"web": with_effects(LEAVING, 0.8, -0.5), "shop": with_effects(LEAVING, -0.8, 0.5)}
    for k, (name, world) in enumerate(worlds.items()):
        orders, _ = simulate(world, 300, 540, 730, 0, np.random.default_rng(k))
        for who, day, paid in zip(orders.customer, orders.day, orders.amount, strict=True):
            lines.append(f"{name}{who},{date(2023, 1, 1) + timedelta(int(day))},{paid:.2f},{name}")
    lines.append("web0,2024-12-31,10.00,shop")
    lines.append("nobody,2024-12-30,10.00,")
    (folder / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "volver.toml").write_text(TOML, "utf-8")
    return folder


def told(shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch, *given: str) -> dict:
    """The card of `volver value`."""
    file = str(shop / "orders.csv")
    asked = ["volver", "value", file, "--currency", "EUR", "--json", *given]
    monkeypatch.setattr("sys.argv", asked)
    with pytest.raises(SystemExit) as ended:
        door.main()
    assert ended.value.code in (0, None)
    found: dict = json.loads(capsys.readouterr().out)
    return found


def test_every_door_tells_the_same(shop, capsys, monkeypatch):
    """Customers by the channel of their first order, and every row of the file accounted for."""
    card = told(shop, capsys, monkeypatch, "--group", "channel")
    rows = {tuple(row["levels"]): row for row in card["new_customers"]["rows"]}
    assert set(rows) == {("web",), ("shop",), ("unknown",), ()}
    assert [rows[key]["customers"] for key in (("web",), ("shop",), ("unknown",), ())] == [
        300, 300, 1, 0,
    ]  # fmt: skip
    assert rows["web",]["acquired"]["low"] > rows["shop",]["acquired"]["high"]
    load = card["data"]["loads"][0]
    assert load["rows_in"] == load["accepted"] + load["rejected"] + load["duplicates"]
    assert load["mapping"]["groups"] == {"channel": "channel"}

    frame = pd.read_csv(shop / "orders.csv")
    found = notebook.value(frame, currency="EUR", group="channel")
    assert found.card["new_customers"] == card["new_customers"]
    assert found.new_customers is not None
    assert found.new_customers.by == ("channel",)

    ran = run_workspace(Workspace.open(shop), None, Quiet())
    assert ran is not None
    cards = [json.loads(path.read_text("utf-8")) for path in shop.rglob("card.json")]
    assert cards[0]["new_customers"]["by"] == ["Channel"]
    assert cards[0]["new_customers"]["rows"] == card["new_customers"]["rows"]


def test_without_a_group_nothing_is_told_of_one(shop, capsys, monkeypatch):
    """And no candidate has groups."""
    card = told(shop, capsys, monkeypatch)
    assert card["new_customers"] is None
    names = {score["candidate"] for score in card["score_card"]["scores"]}
    assert not any(name.endswith("-groups") for name in names)


def test_groups_are_chosen_and_every_customer_has_a_value(shop, capsys, monkeypatch):
    """A model with groups that was asked for is the one that forecasts."""
    card = told(shop, capsys, monkeypatch, "--group", "channel", "--model", "mbg-nbd-groups")
    assert card["model"] == "mbg-nbd-groups"
    assert card["title"] == "MBG/NBD with groups"
    assert {"ordering, channel: web", "leaving, channel: shop"} <= set(card["parameters"])
    assert card["total_value"]["low"] < card["total_value"]["value"] < card["total_value"]["high"]
    plain = told(shop, capsys, monkeypatch, "--model", "mbg-nbd-groups")
    assert plain["model"] == "mbg-nbd"
