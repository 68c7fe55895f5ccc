"""volver plan: from a draft to the files that are handed over, by the command and as a page."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import date

import pyarrow.parquet as pq
import pytest

from volver.app.plan import (
    Wish,
    board,
    draft_plan,
    export,
    happened,
    plan,
    show_plans,
    write_page,
)
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.errors import BadInput, NotFound

ACTIONS = """
actions = [
  {name = "call", channel = "phone", cost = 2.0, effect = [0.0, 0.4]},
  {name = "mail", channel = "e-mail", cost = 0.0, effect = [-0.02, 0.02], source = "literature"},
]
"""
SEGMENT = """
[segments.quiet]
rule = "days_since_last > 60"
"""
WISH = Wish("win-back", "quiet", "call", "Ana", date(2024, 6, 3), date(2024, 8, 31), "Come back")


@pytest.fixture
def folder(published, tmp_path):
    """A copy of the shop, with actions and a segment in its volver.toml."""
    here = tmp_path / "shop"
    shutil.copytree(published[0].folder, here)
    settings = here / "volver.toml"
    settings.write_text(ACTIONS + settings.read_text("utf-8") + SEGMENT, "utf-8")
    return here


@pytest.mark.mission("R2")
def test_from_a_draft_to_the_files_and_to_what_was_measured(folder, tmp_path):
    """Whoever is in the plan fits the segment and pays; nobody is in it twice."""
    assert board(folder).without == ("quiet", "best", "potential", "good", "never_profitable")
    drafted = draft_plan(folder, WISH, "Ana")
    assert drafted.state == "draft"
    assert "quiet" not in board(folder).without
    with pytest.raises(BadInput, match="before a person has approved"):
        export(folder, "win-back", tmp_path / "out", "csv")
    happened(folder, "win-back", "approved", "Bea")
    files = export(folder, "win-back", tmp_path / "out", "csv")
    with files[0].open(encoding="utf-8-sig", newline="") as file:
        arms = {row["customer_id"]: row["arm"] for row in csv.DictReader(file)}
    with files[1].open(encoding="utf-8-sig", newline="") as file:
        tasks = list(csv.DictReader(file))
    held = [who for who, arm in arms.items() if arm == "holdout"]
    assert len(arms) == drafted.expected.treated + drafted.expected.holdout > 0
    assert [task["customer_id"] for task in tasks] == [who for who in arms if who not in held]
    assert {(task["owner"], task["until"]) for task in tasks} == {("Ana", "2024-08-31")}
    rows = pq.read_table(Workspace.open(folder).runs.latest() / "values.parquet").to_pylist()
    fits = {
        row["customer_id"]
        for row in rows
        if (row["as_of"] - row["last_order"]).days > 60 and 0.2 * row["value"] > 2.0
    }
    assert set(arms) == fits
    happened(folder, "win-back", "started", "Ana")
    closed = happened(folder, "win-back", "closed", "Ana", "It rained", 12.5)
    assert (plan(folder, "win-back"), closed.observed) == (closed, 12.5)
    assert "quiet" in board(folder).without


def test_a_customer_is_in_one_plan_at_a_time(folder):
    """From the approval of one until it is closed; its own draft does not count."""
    first = draft_plan(folder, WISH, "Ana")
    other = replace(WISH, name="again")
    assert draft_plan(folder, other, "Ana").expected.audience != first.expected.audience
    happened(folder, "win-back", "approved", "Bea")
    none = draft_plan(folder, other, "Ana").expected
    assert (none.treated, none.holdout) == (0, 0)
    taken = {one.why: one.customers for one in none.left}["in another plan"]
    assert taken == first.expected.treated + first.expected.holdout


@pytest.mark.mission("B3")
def test_the_spend_is_paid_back_when_even_margin_has_covered_it(folder):
    """By hand: cost over margin is the part of the horizon's months that it takes."""
    found = draft_plan(folder, WISH, "Ana").expected
    assert plan(folder, "win-back").expected == found  # as it was put by
    months = round(found.horizon_days / (365.25 / 12))
    days = found.cost / found.margin.value * months * 365.25 / 12
    assert (found.payback.day - WISH.first_day).days == pytest.approx(days, abs=1)
    assert found.payback.earliest < found.payback.day
    latest = found.payback.latest
    assert (latest is None) == (found.net.low < 0)
    told = " ".join(str(block) for block in show_plans(folder, ["win-back"], "es").sheets[0].blocks)
    assert "Se espera recuperar su coste el" in told


def test_the_same_wish_is_the_same_plan(folder):
    """Arms and figures, however often it is drafted."""
    first, second = (draft_plan(folder, WISH, "Ana") for _ in range(2))
    assert first.expected == second.expected
    assert len(second.events) == 2


def told(monkeypatch, capsys, folder, *given):
    """What the command says."""
    monkeypatch.setattr("sys.argv", ["volver", "plan", *given, "--workspace", str(folder)])
    with pytest.raises(SystemExit) as ended:
        door.main()
    assert ended.value.code in (0, None), capsys.readouterr().err
    return capsys.readouterr().out


def test_the_command_in_both_languages(folder, tmp_path, monkeypatch, capsys):
    """Draft, compare, approve, export; and a page that an owner can decide from."""
    days = ("--from", "2024-06-03", "--until", "2024-08-31", "--owner", "Ana")
    wish = ("--segment", "best", "--action", "mail", *days)
    told(monkeypatch, capsys, folder, "draft", "keep", *wish)
    said = told(
        monkeypatch, capsys, folder, "draft", "call", "--segment", "quiet", "--action", "call",
        *days, "--lang", "es",
    )  # fmt: skip
    assert "Borrador · quiet · call por phone · responde Ana" in said
    assert "supuesto: nadie lo ha medido todavía" in said
    pages = {}
    for language in ("en", "es"):
        out = tmp_path / f"{language}.html"
        told(monkeypatch, capsys, folder, "compare", "keep", "call", "--lang", language, "--out",
             str(out))  # fmt: skip
        pages[language] = out.read_text("utf-8")
    assert "Chance that it pays" in pages["en"]
    assert "Probabilidad de que compense" in pages["es"]
    assert "Chance that it pays" not in pages["es"]
    told(monkeypatch, capsys, folder, "approve", "call", "--by", "Bea")
    files = json.loads(
        told(monkeypatch, capsys, folder, "export", "call", "--out", str(tmp_path), "--json")
    )
    assert len(files["written"]) == 2
    listed = json.loads(told(monkeypatch, capsys, folder, "--json"))
    assert [one["state"] for one in listed["plans"]] == ["approved", "draft"]


def test_a_notebook_shows_the_same(folder, tmp_path):
    """Draft, compare, approve, hand over; and what people wrote is text there too."""
    import volver

    plans = volver.plans(folder, lang="es")
    days = {"first": "2024-06-03", "last": "2024-08-31"}
    first = plans.draft(
        "quiet", segment="quiet", action="call", owner="<b>Ana", goal="Volver", **days
    )
    assert "Borrador" in first._repr_html_()
    assert "&lt;b&gt;Ana" in first._repr_html_()
    plans.draft("best", segment="best", action="mail", owner="Ana", holdout_share=0.5, **days)
    both = plans.compare("quiet", "best")
    assert [one["proposal"]["name"] for one in both.plans] == ["quiet", "best"]
    assert both.plans[0]["expected"] == plan(folder, "quiet").to_dict()["expected"]
    assert plans.approve("quiet", by="Bea").plans[0]["state"] == "approved"
    assert len(plans.export("quiet", tmp_path / "out", as_format="xlsx")) == 2
    assert plans.start("quiet", by="Ana").plans[0]["state"] == "running"
    assert plans.close("quiet", by="Ana", observed=3.5).plans[0]["state"] == "closed"
    assert "3,50" in plans.board()._repr_html_()


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"action": "visit"}, "no action 'visit'"),
        ({"last_day": date(2024, 6, 2)}, "ends before it begins"),
        ({"holdout_share": 0.6}, "no share for a holdout"),
        ({"holdout_share": float("nan")}, "no share for a holdout"),
        ({"budget": -1.0}, "no limit"),
        ({"budget": float("inf")}, "no limit"),
        ({"capacity": -1}, "no limit"),
        ({"owner": " "}, "somebody who answers"),
        ({"name": "../x"}, "no name for a plan"),
        ({"segment": "orders >"}, "expects a value"),
        ({"segment": ""}, "rule is empty"),
    ],
    ids=str,
)
def test_a_wish_that_cannot_be_is_told(folder, wrong, what):
    """And nothing is written."""
    with pytest.raises(BadInput, match=what):
        draft_plan(folder, replace(WISH, **wrong), "Ana")
    assert not list((folder / ".volver").glob("plans/*"))


def test_a_page_of_a_plan_that_is_not_there(folder, tmp_path):
    """Not found, and no page."""
    with pytest.raises(NotFound, match="no plan"):
        write_page(folder, ["gone"], None, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


@pytest.mark.mission("R3")
def test_a_goal_that_orders_service_by_value_is_warned_of_and_drafted(folder):
    """In both languages; one that sells is not."""
    draft_plan(folder, replace(WISH, goal="Priority support for the best"), "Ana")
    blocks = {
        language: str(show_plans(folder, ["win-back"], language).sheets[0].blocks)
        for language in ("en", "es")
    }
    assert "speak of service in an order (support, priority)" in blocks["en"]
    assert "hablan de atender en un orden (support, priority)" in blocks["es"]
    draft_plan(folder, WISH, "Ana")
    assert "service in an order" not in str(show_plans(folder, ["win-back"], "en").sheets[0].blocks)


def test_what_people_wrote_is_text_on_the_page(folder, tmp_path):
    """Names and goals are no part of the page."""
    goal = "<script>alert(1)</script>{{7*7}}"
    draft_plan(folder, replace(WISH, goal=goal, owner="<b>Ana"), "<i>")
    write_page(folder, ["win-back"], "en", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "<script>alert(1)" not in text
    assert "<b>Ana" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in text
