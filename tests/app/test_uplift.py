"""volver uplift: from a file of a campaign to the verdict in words."""

import csv
import json
import shutil
from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pytest
from tests.app.shop import AS_OF
from tests.decide.uplift.campaigns import amounts

from volver.app.uplift import CampaignFile, uplift
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.decide.uplift.window import seen
from volver.domain.errors import BadInput, Rejected
from volver.domain.settings import Settings
from volver.store import open_engine
from volver.store.shelf import from_shelf

MADE = amounts(4, 3_000, 2.0, 4.0)
"""Treating takes 2 from a third, gives 2 to a third and 6 to a third."""
SETTINGS = Settings(currency="EUR", level=0.9)
ASKED = {"treated": "arm", "outcome": "spent", "customer": "who", "features": ("size", "sort")}


def write(path, arms=("holdout", "treated"), spare=0):
    """The campaign as a file: two features, one of them a word; and people of another arm."""
    of = MADE.seen
    sorts = {-1.0: "small", 0.0: "usual", 1.0: "large"}
    with path.open("w", newline="", encoding="utf-8") as file:
        to = csv.writer(file)
        to.writerow(["who", "arm", "size", "sort", "spent"])
        for at in range(len(of)):
            size, sort = of.features[at]
            arm = arms[int(of.treated[at])]
            to.writerow([f"k{at}", arm, size, sorts[sort], f"{of.outcome[at]:.6f}"])
        for at in range(spare):
            to.writerow([f"s{at}", "post card", 0, "usual", "1"])
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The campaign."""
    return write(tmp_path_factory.mktemp("campaign") / "campaign.csv", spare=40)


def look(file, *, margin=1.0, settings=SETTINGS, chance=0.5, cost=2.0, **more):
    """What the campaign shows."""
    asked = {**ASKED, **more}
    of = CampaignFile.of(file, settings, chance=chance, cost=cost, margin=margin, **asked)
    return uplift(of, settings)


@pytest.fixture(scope="module")
def found(file):
    """What comes of it."""
    return look(file)


def test_choosing_wins_where_it_pays(found):
    """Only the third with the largest size is worth the cost: 4/3 a customer."""
    advice = found.compared.advice
    assert advice.do == "target"
    best = found.compared.of(advice.by)
    assert best.value.low < 4 / 3 < best.value.high
    lift = found.compared.lift.difference
    assert lift.value == pytest.approx(
        MADE.seen.outcome[MADE.seen.treated].mean() - MADE.seen.outcome[~MADE.seen.treated].mean(),
        abs=1e-6,
    )
    names, rows = found.listed
    treat = {who for who, yes, _ in rows if yes}
    size = MADE.seen.features[:, 0]
    large, small = ({f"k{at}" for at in np.flatnonzero(size == of)} for of in (1.0, -1.0))
    assert large <= treat  # who is between brings just what it costs, and may be either
    assert not small & treat
    assert names[0] == "customer_id"
    (sheet,) = found.shown.sheets
    who = next(block for block in sheet.blocks if getattr(block, "slug", "") == "who")
    sizes = next(row for row in who.rows if row[0] == "size")
    assert sizes[1] > 0.5 > 0 > sizes[2]


def test_rows_add_up_and_other_arms_are_left_out(found, file):
    """Every row is in one of two arms, or told of."""
    report = found.campaign.report
    assert report.rows_in == len(MADE.seen) + 40
    assert len(found.campaign.customer) == len(MADE.seen)
    assert "Rows of other arms, left out: 40" in report.notes
    assert "size" in found.names
    assert len(found.names) == 3  # one of three words is what the others are compared with


def test_words_for_the_arms_may_be_named(tmp_path):
    """Words that are not volver's own."""
    path = write(tmp_path / "c.csv", arms=("grupo B", "grupo A"))
    with pytest.raises(BadInput, match="does not say plainly who was treated"):
        look(path)
    of = CampaignFile.of(
        path, SETTINGS, chance=0.5, cost=2.0, margin=1.0, treated_is=("grupo a",),
        holdout_is=("Grupo B",), **ASKED,
    )  # fmt: skip
    assert uplift(of, SETTINGS).compared.customers == len(MADE.seen)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"chance": None}, "Nobody says by what chance"),
        ({"chance": 1.0}, "is no chance of being treated"),
        ({"cost": -1.0}, "is no amount of money"),
        ({"margin": None}, "or what that is worth"),
        ({"outcome": None}, "Nothing says what came of each customer"),
        ({"features": ()}, "what was known of customers before"),
        ({"features": ("who",)}, "different texts: too many"),
        ({"features": ("nothing",)}, "has no column 'nothing'"),
        ({"chance": 0.2}, "chance does not bring that"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_way_on(file, changed, said):
    """Each mistake by itself."""
    with pytest.raises(BadInput, match=said):
        look(file, **changed)


def test_a_file_with_too_many_bad_rows_is_refused(tmp_path):
    """A tenth without an outcome, and one customer twice."""
    path = write(tmp_path / "c.csv")
    lines = path.read_text("utf-8").splitlines()
    for at in range(1, len(lines), 10):
        lines[at] = lines[at].rpartition(",")[0] + ","
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(Rejected, match="are rejected"):
        look(path)


def test_what_came_can_be_counted_from_the_orders(published):
    """By hand, from the orders of the file: before the window, and in it."""
    here = published[0].folder
    first, last = AS_OF - timedelta(days=60), AS_OF - timedelta(days=10)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, Workspace.open(here).runs.latest())
        who = ["c1", "c2", "c3", "nobody"]
        told = seen(snapshot, who, first, last)
        with pytest.raises(BadInput, match="are not over in this run"):
            seen(snapshot, who, first, AS_OF + timedelta(days=1))
        with pytest.raises(BadInput, match="before it begins"):
            seen(snapshot, who, last, first)
    paid: dict[str, list[tuple[date, float]]] = {name: [] for name in who}
    with (here / "orders.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["customer_id"] in paid and row["order_date"] != "2024-02-30":
                day = date.fromisoformat(row["order_date"])
                paid[row["customer_id"]].append((day, float(row["amount"])))
    for at, name in enumerate(who):
        before = [one for one in paid[name] if one[0] < first]
        assert told.margin[at] == pytest.approx(
            sum(amount for day, amount in paid[name] if first <= day <= last)
        )
        assert told.features[at, 1] == pytest.approx(sum(amount for _, amount in before))
        assert told.features[at, 3] == (not before)
        if before:
            assert told.features[at, 2] == (first - max(day for day, _ in before)).days


def command(monkeypatch, capsys, *given):
    """What the command says, and its code."""
    monkeypatch.setattr("sys.argv", ["volver", "uplift", *map(str, given)])
    with pytest.raises(SystemExit) as ended:
        door.main()
    told = capsys.readouterr()
    return told.out, told.err, ended.value.code or 0


def test_the_command_in_both_languages(file, tmp_path, monkeypatch, capsys):
    """The verdict in words, whom to treat as a file, and JSON."""
    given = (file, "--treated", "arm", "--chance", "0.5", "--cost", "2", "--outcome", "spent",
             "--margin", "1", "--customer", "who", "--feature", "size")  # fmt: skip
    out = tmp_path / "who.csv"
    english, _, code = command(monkeypatch, capsys, *given, "--out", out)
    assert code == 0
    assert "% of customers, chosen by: " in english
    assert "Whom does it change" in english
    with out.open(encoding="utf-8-sig", newline="") as held:
        assert len(list(csv.DictReader(held))) == len(MADE.seen)
    spanish, _, _ = command(monkeypatch, capsys, *given, "--lang", "es")
    assert "¿A quién cambia y compensa elegir?" in spanish
    assert "Treat" not in spanish
    plain, _, _ = command(monkeypatch, capsys, *given, "--json")
    assert json.loads(plain)["advice"]["do"] == "target"
    _, wrong, code = command(monkeypatch, capsys, *given[:3], "--lang", "es")
    assert code == 2
    assert "Nadie dice con qué probabilidad" in wrong


def test_a_notebook_shows_the_same(file):
    """The verdict, and the comparison as records."""
    import volver

    found = volver.uplift(
        file, treated="arm", chance=0.5, cost=2.0, margin=1.0, outcome="spent",
        features=["size"], lang="es",
    )  # fmt: skip
    assert found.records["advice"]["do"] == "target"
    assert "Maneras de elegir" in found._repr_html_()


def test_with_a_workspace_the_file_need_only_say_who(published, tmp_path):
    """Forty customers are too few, and that is said; what is missing is asked for."""
    here = shutil.copytree(published[0].folder, tmp_path / "shop")
    arms = tmp_path / "arms.csv"
    arms.write_text(
        "who,arm\n" + "\n".join(f"c{n},{'treated' if n % 2 else 'holdout'}" for n in range(40)),
        "utf-8",
    )
    of = CampaignFile.of(arms, SETTINGS, treated="arm", customer="who", chance=0.5)
    with pytest.raises(BadInput, match="customers and days must be known"):
        uplift(of, SETTINGS, here)
    of = CampaignFile.of(
        arms, SETTINGS, treated="arm", customer="who", chance=0.5, first="2024-04-01",
        last="2024-05-01",
    )  # fmt: skip
    with pytest.raises(BadInput, match="20 customers were treated and 20"):
        uplift(of, SETTINGS, here)
