"""volver today: whom to contact, from files to the list, and who is never on it."""

import csv
import json
import shutil
from datetime import date, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.app.shop import AS_OF, SETTINGS
from tests.predict.worlds import LEAVING

from volver.app.plan import Wish, draft_plan, happened
from volver.app.plans_kept import arms_of
from volver.app.run import run
from volver.app.today import today
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.errors import BadInput
from volver.domain.ports import Quiet
from volver.stats.simulate import simulate

ACTIONS = """
actions = [
  {name = "call", channel = "phone", cost = 2.0, effect = [0.0, 0.4]},
  {name = "mail", channel = "e-mail", cost = 0.05, effect = [0.0, 0.02], source = "literature"},
]
"""
MORE = """
[[sources]]
file = "contacts.csv"
kind = "interactions"
[sources.columns]
interaction = "id"
customer = "customer"
opened = "opened"
direction = "direction"
type = "type"
complaint = "complaint"
outcome = "outcome"
resolved = "resolved"
[[sources]]
file = "consents.csv"
kind = "customers"
[sources.columns]
customer = "customer"
[sources.attributes]
consent = "consent"
"""
PROMISES = """
[[sources]]
file = "contacts.csv"
kind = "interactions"
[sources.columns]
interaction = "id"
customer = "customer"
opened = "opened"
direction = "direction"
type = "type"
promise = "promise"
promise_due = "due"
next_contact = "again"
"""
DAY = AS_OF + timedelta(days=1)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A shop of 120 customers with a run, and actions in its volver.toml."""
    here = tmp_path_factory.mktemp("today")
    orders, _ = simulate(LEAVING, 120, 540, 730, 1, np.random.default_rng(3))
    lines = [
        f"c{who},{date(2023, 1, 1) + timedelta(days=int(day))},{paid:.2f}"
        for who, day, paid in zip(orders.customer, orders.day, orders.amount, strict=True)
    ]
    (here / "orders.csv").write_text("customer_id,order_date,amount\n" + "\n".join(lines), "utf-8")
    (here / "volver.toml").write_text(ACTIONS + SETTINGS, "utf-8")
    run(Workspace.open(here), AS_OF, Quiet(), with_book=False)
    return here


@pytest.fixture
def folder(plain, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(plain, tmp_path / "shop")


def values(folder):
    """What the run says of each customer, read without us."""
    table = pq.read_table(Workspace.open(folder).runs.latest() / "values.parquet")
    return {row["customer_id"]: row for row in table.to_pylist()}


def ids(found):
    """Who is on the list, in its order."""
    return [one.customer_id for one in found.work.listed.contacts]


@pytest.mark.mission("R4")
def test_the_list_is_by_what_a_contact_adds_beyond_its_cost(plain):
    """By hand: the better of a fifth of the value less 2, and a hundredth of it less .05."""
    found, known = today(plain, None, {}, None), values(plain)
    gains = []
    for one in found.work.listed.contacts:
        value = known[one.customer_id]["value"]
        best = max(0.2 * value - 2.0, 0.01 * value - 0.05)
        assert one.gain == pytest.approx(best)
        assert best > 0
        gains.append(one.gain)
    assert gains == sorted(gains, reverse=True)
    assert len(set(ids(found))) == len(gains) > 3
    assert found.work.listed.day == DAY


@pytest.mark.mission("R10", "R9", "R6")
def test_everybody_on_it_is_late_or_has_a_step_due(plain):
    """Nobody is contacted only because they are worth much, or at risk."""
    found, known = today(plain, None, {}, None), values(plain)
    late = {one.customer_id: one for one in found.work.late}
    new = {one.customer_id: one for one in found.work.newcomers}
    assert set(new) == {who for who, row in known.items() if (AS_OF - row["first_order"]).days < 90}
    for one in found.work.listed.contacts:
        if one.why.code == "late":
            silent = (AS_OF - known[one.customer_id]["last_order"]).days
            assert silent == one.why.figures["days"] > late[one.customer_id].late_after
        else:
            days = [when for when, _ in new[one.customer_id].steps if when <= DAY]
            assert DAY - timedelta(days=7) <= days[-1] == one.by - timedelta(days=7)
    for plan in new.values():
        value = max(known[plan.customer_id]["value"], 0.0)
        assert plan.ceiling == pytest.approx(0.01 * value)  # what the cheapest action adds
        assert plan.cost <= plan.ceiling + 1e-9


@pytest.mark.mission("R4")
def test_capacity_is_kept_and_the_next_way_is_taken(plain):
    """Who finds the phone full gets mail, where that pays too."""
    free = today(plain, None, {}, None)
    called = [one.customer_id for one in free.work.listed.contacts if one.action == "call"]
    assert len(called) > 2
    full = today(plain, None, {"phone": 1}, None)
    by_name = {one.customer_id: one.action for one in full.work.listed.contacts}
    assert [who for who, action in by_name.items() if action == "call"] == called[:1]
    assert by_name[called[1]] == "mail"
    assert len(ids(today(plain, 2, {}, None))) == 2
    assert ids(today(plain, 0, {}, None)) == []


@pytest.mark.slow
@pytest.mark.mission("R4", "X9")
def test_whom_something_speaks_against_is_left_in_peace(folder):
    """An open complaint, a no, two contacts, and no consent; the others stay as they were."""
    before = today(folder, None, {}, None)
    late = [one.customer_id for one in before.work.listed.contacts if one.why.code == "late"]
    griping, refused, told, silent, free = late[:5]
    day, old = AS_OF - timedelta(days=3), AS_OF - timedelta(days=200)
    (folder / "contacts.csv").write_text(
        "id,customer,opened,direction,type,complaint,outcome,resolved\n"
        f"1,{griping},{day},in,ticket,true,,\n"
        f"2,{refused},{day},out,call,false,No,{day}\n"
        f"3,{told},{day},out,call,false,,\n"
        f"4,{told},{day},out,mail,false,,\n"
        f"5,{free},{old},out,call,false,no,{old}\n",
        "utf-8",
    )
    rows = [f"{who},{'no' if who == silent else 'yes'}" for who in values(folder)]
    (folder / "consents.csv").write_text("customer,consent\n" + "\n".join(rows) + "\n", "utf-8")
    settings = folder / "volver.toml"
    settings.write_text(settings.read_text("utf-8") + MORE, "utf-8")
    run(Workspace.open(folder), AS_OF, Quiet(), with_book=False)
    after = today(folder, None, {}, None)
    out = {one.customer_id: reason.code for one, reason in after.work.listed.left_out}
    assert {who: out[who] for who in (griping, refused, told, silent)} == {
        griping: "complaint_open", refused: "said_no", told: "contacted_enough",
        silent: "no_consent",
    }  # fmt: skip
    assert ids(after) == [who for who in ids(before) if who not in late[:4]]
    assert (before.work.knows_consent, after.work.knows_consent) == (False, True)


@pytest.mark.slow
@pytest.mark.mission("R3", "R7")
def test_what_was_promised_stands_first_and_apart(folder, tmp_path, monkeypatch, capsys):
    """From a file to the page, both languages: by the day, and the list by margin as it was."""
    before = ids(today(folder, None, {}, None))
    poor, rich = sorted(values(folder), key=lambda who: values(folder)[who]["value"] or 0)[::119]
    (folder / "contacts.csv").write_text(
        "id,customer,opened,direction,type,promise,due,again\n"
        f"1,{rich},{AS_OF - timedelta(days=9)},in,ticket,a refund,{DAY},\n"
        f"2,{poor},{AS_OF - timedelta(days=9)},in,ticket,a cup,{DAY - timedelta(days=3)},\n"
        f"3,{poor},{AS_OF - timedelta(days=8)},in,call,,,{DAY - timedelta(days=1)}\n",
        "utf-8",
    )
    settings = folder / "volver.toml"
    settings.write_text(settings.read_text("utf-8") + PROMISES, "utf-8")
    run(Workspace.open(folder), AS_OF, Quiet(), with_book=False)
    found = today(folder, None, {}, None)
    assert [(one.customer_id, one.kind) for one in found.work.owed] == [
        (poor, "promise"), (poor, "contact"), (rich, "promise"),
    ]  # fmt: skip
    assert ids(found) == before
    page = tmp_path / "today.html"
    at = ("--workspace", folder, "--page", page, "--out", tmp_path / "lists")
    english, _ = command(monkeypatch, capsys, *at, "--lang", "en")
    assert english.index("3 promises are due") < english.index("Whom to contact")
    command(monkeypatch, capsys, *at, "--lang", "es")
    told = page.read_text("utf-8")
    assert told.index("Prometido y pendiente") < told.index("A quién contactar")
    with (tmp_path / "lists" / "today-owed.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["overdue"] for row in csv.DictReader(file)] == ["3", "1", "0"]


def test_holdouts_are_never_listed_and_the_treated_by_their_plan(folder):
    """From the draft on for those held out; once approved for those treated, on the plan's days."""
    everybody = ids(today(folder, None, {}, None))
    wish = Wish("back", "late", "mail", "Ana", DAY, DAY + timedelta(days=30), holdout_share=0.5)
    plan = draft_plan(folder, wish, "Ana")
    arms = dict(arms_of(Workspace.open(folder), plan))
    held = {who for who, arm in arms.items() if arm == "holdout"}
    treated = set(arms) - held
    assert held & set(everybody)
    drafted = today(folder, None, {}, None)
    assert ids(drafted) == [who for who in everybody if who not in held]
    assert drafted.work.held_out == len(held)
    happened(folder, "back", "approved", "Bea")
    listed = {one.customer_id: one for one in today(folder, None, {}, None).work.listed.contacts}
    assert treated <= set(listed)
    for who in treated:
        assert (listed[who].action, listed[who].by) == ("mail", DAY + timedelta(days=30))
        assert listed[who].why.figures["plan"] == "back"
    assert not held & set(listed)


def test_a_plan_that_has_not_begun_keeps_its_people(folder):
    """They are not contacted for anything else meanwhile."""
    wish = Wish("later", "late", "call", "Ana", date(2024, 9, 1), date(2024, 9, 30))
    plan = draft_plan(folder, wish, "Ana")
    happened(folder, "later", "approved", "Bea")
    found = today(folder, None, {}, None)
    assert found.work.waiting == plan.expected.treated > 0
    assert not set(ids(found)) & set(dict(arms_of(Workspace.open(folder), plan)))


@pytest.mark.mission("R8")
def test_a_plan_of_the_late_list_has_the_late(plain, tmp_path):
    """Its members are those of the list, each of them counted."""
    here = shutil.copytree(plain, tmp_path / "shop")
    found = today(here, None, {}, None)
    wish = Wish("back", "late", "call", "Ana", date(2024, 6, 3), date(2024, 8, 31))
    expected = draft_plan(here, wish, "Ana").expected
    assert expected.members == len(found.work.late)
    counted = expected.treated + expected.holdout + sum(one.customers for one in expected.left)
    assert counted == expected.members


def command(monkeypatch, capsys, *given):
    """What the command says, and its code."""
    monkeypatch.setattr("sys.argv", ["volver", "today", *map(str, given)])
    with pytest.raises(SystemExit) as ended:
        door.main()
    told = capsys.readouterr()
    return told.out + told.err, ended.value.code or 0


def test_the_command_in_both_languages(plain, tmp_path, monkeypatch, capsys):
    """In words, as a page, as files with every row, as JSON."""
    at = ("--workspace", plain)
    english, _ = command(monkeypatch, capsys, *at, "--lang", "en")
    assert "Whom do we contact now, and why?" in english
    assert "volver plan draft win-back --segment late" in english
    out, page = tmp_path / "lists", tmp_path / "today.html"
    spanish, code = command(
        monkeypatch, capsys, *at, "--lang", "es", "--out", out, "--page", page
    )  # fmt: skip
    assert code == 0
    assert "¿A quién contactamos ahora y por qué?" in spanish
    assert "Whom" not in spanish
    assert "A quién contactar" in page.read_text("utf-8")
    with (out / "today-contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    as_json, _ = command(monkeypatch, capsys, *at, "--json")
    records = json.loads(as_json)
    assert [row["customer_id"] for row in rows] == [
        one["customer_id"] for one in records["contacts"]
    ]
    assert {row["source"] for row in rows} <= {"supuesto", "la literatura"}


def test_a_notebook_shows_the_same(plain, tmp_path):
    """The same list, and as files."""
    import volver

    found = volver.today(plain, most=2, lang="es")
    assert len(found.records["contacts"]) == 2
    assert "A quién contactar" in found._repr_html_()
    assert (tmp_path / "today-late.xlsx") in found.write(tmp_path, as_format="xlsx")


def test_without_actions_late_and_new_are_told_all_the_same(plain, folder):
    """And how to name some."""
    (folder / "volver.toml").write_text(SETTINGS, "utf-8")
    found = today(folder, None, {}, None)
    assert ids(found) == []
    assert found.work.late == today(plain, None, {}, None).work.late != ()
    (sheet,) = found.shown.sheets
    assert "names no actions" in sheet.blocks[0]


@pytest.mark.parametrize(
    ("most", "by_channel", "said"),
    [(-1, {}, "is no number of contacts"), (None, {"pigeon": 3}, "No action goes by the channel")],
)
def test_limits_that_nobody_could_keep_are_told(plain, most, by_channel, said):
    """Before anything is listed."""
    with pytest.raises(BadInput, match=said):
        today(plain, most, by_channel, None)
