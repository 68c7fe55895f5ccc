"""volver rewards and volver referrals: recounted by hand from what the run published."""

import csv
import json
import shutil

import pyarrow.parquet as pq
import pytest

from volver.app.programmes import ReferralWish, referrals, rewards
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.errors import BadInput
from volver.domain.programme import RewardWish

WISH = RewardWish(worth=2.0, lift=(0.05, 0.25), cost=0.1)
ASK = ReferralWish(2, 0.1, 0.5, 3.0, 1.0, 0.1, 500, 0.05)


@pytest.fixture
def folder(published, tmp_path):
    """A copy of the shop."""
    return shutil.copytree(published[0].folder, tmp_path / "shop")


def values(folder):
    """What the run says of each customer, read without us."""
    table = pq.read_table(Workspace.open(folder).runs.latest() / "values.parquet")
    return {row["customer_id"]: row for row in table.to_pylist()}


@pytest.mark.mission("P2", "P4")
def test_a_reward_is_offered_to_those_to_whom_it_pays(folder):
    """By hand: (chance + lift)(margin - worth) - chance x margin - cost; sums and interval too."""
    found, known = rewards(folder, WISH, None, None).found, values(folder)
    assert len(found.offers) + sum(found.left.values()) == len(known)
    gains, slope = [], 0.0
    for one in found.offers:
        row = known[one.customer_id]
        margin = row["value"] / row["expected_orders"]
        chance = one.terms.chance_without
        gain = (chance + 0.15) * (margin - 2.0) - chance * margin - 0.1
        assert one.terms.incremental_margin == pytest.approx(gain)
        assert gain > 0
        gains.append(gain)
        slope += margin - 2.0
    assert gains == sorted(gains, reverse=True) != []
    assert found.margin.value == pytest.approx(sum(gains))
    assert found.margin.level == 0.9  # as the range of the lift: its ends are ends of the sum
    assert found.margin.high - found.margin.value >= slope * 0.2 / 2 - 1e-9
    assert (found.margin.high + found.margin.low) / 2 == pytest.approx(found.margin.value)
    dear = rewards(folder, RewardWish(1000.0, (0.05, 0.25)), None, None).found
    assert (dear.offers, dear.cost, dear.margin.value) == ((), 0, 0)
    assert dear.refused.code == "reward_too_dear"


@pytest.mark.mission("P3")
def test_asking_for_friends_by_hand(folder):
    """0.2 friends each, worth half of the mean value, less both rewards over the valid share."""
    found, known = referrals(folder, ASK, None, None).found, values(folder)
    mean = sum(row["value"] for row in known.values()) / len(known)
    each = 0.2 * (0.5 * mean - 4.0 / 0.9) - 0.05
    if each > 0:
        assert found.margin.value == pytest.approx(each * len(found.offers))
        assert found.cost == pytest.approx(len(found.offers) * (0.2 * 4.0 / 0.9 + 0.05))
    assert bool(found.offers) == (each > 0)
    loses = referrals(folder, ReferralWish(2, 0.1, 0.5, 1e6, 0.0), None, None).found
    assert (loses.offers, loses.refused.code) == ((), "referral_loses")
    assert loses.left["referral_loses"] == len(known)


def test_both_commands_in_both_languages(folder, tmp_path, monkeypatch, capsys):
    """In words, as a page, as a file with every customer, as JSON."""

    def said(*given):
        monkeypatch.setattr("sys.argv", ["volver", *map(str, given), "--workspace", str(folder)])
        with pytest.raises(SystemExit) as ended:
            door.main()
        told = capsys.readouterr()
        assert ended.value.code in (0, None), told.err
        return told.out

    ask = ("rewards", "--worth", 2, "--lift", 0.05, 0.25)
    assert "To whom it is offered" in said(*ask, "--lang", "en")
    page = tmp_path / "page.html"
    told = said(*ask, "--lang", "es", "--page", page, "--out", tmp_path)
    assert "¿Con quién compensa una recompensa y qué aporta?" in told
    assert "Offered" not in told
    assert "A quién se ofrece" in page.read_text("utf-8")
    with (tmp_path / "rewards-offered.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    plain = json.loads(said(*ask, "--json"))
    assert [one["customer_id"] for one in plain["offers"]] == [row["customer_id"] for row in rows]
    friends = ("referrals", "--conversion", 0.1, "--reward", 3, "--support", 500)
    assert "500 people or invitations" in said(*friends, "--lang", "en")
    assert "¿Compensa pedir que traigan amigos?" in said(*friends, "--lang", "es")


@pytest.mark.parametrize(
    "wrong", [{"lift": (0.2, 0.1)}, {"worth": -1.0}, {"cost": float("nan")}], ids=str
)
def test_what_cannot_be_is_told(folder, wrong):
    """Before anything is counted."""
    with pytest.raises(BadInput):
        rewards(folder, RewardWish(**{"worth": 2.0, "lift": (0.0, 0.1)} | wrong), None, None)
    with pytest.raises(BadInput, match="cannot be"):
        referrals(folder, ReferralWish(1, 1.5, 0.5, 1, 1), None, None)
