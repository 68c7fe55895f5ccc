"""volver budget: a total split over the customers of the newest run, by what each action adds."""

import json
import shutil
from datetime import date

import pytest

from volver.app.budget import budget
from volver.app.plan import Wish, draft_plan, happened
from volver.app.plan_budget import Spend, plans_from_budget
from volver.app.plans_kept import arms_of
from volver.app.settings import counts
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.errors import BadInput

ACTIONS = """
actions = [
  {name = "call", channel = "phone", cost = 2.0, effect = [0.0, 0.4]},
  {name = "mail", channel = "e-mail", cost = 0.05, effect = [0.0, 0.02]},
]
"""


@pytest.fixture
def folder(published, tmp_path):
    """A copy of the shop, with actions in its volver.toml."""
    here = tmp_path / "shop"
    shutil.copytree(published[0].folder, here)
    settings = here / "volver.toml"
    settings.write_text(ACTIONS + settings.read_text("utf-8"), "utf-8")
    return here


def values(folder):
    """What the run expects of each customer, read without us."""
    import pyarrow.parquet as pq

    run = Workspace.open(folder).runs.latest()
    return [row["value"] for row in pq.read_table(run / "values.parquet").to_pylist()]


@pytest.mark.mission("B1")
def test_with_all_the_money_everybody_gets_what_adds_most_beyond_its_cost(folder):
    """By hand: the better of a fifth of the value less 2, and a hundredth of it less .05."""
    _, asked, more = budget(folder, 1e6, {}, None).scenarios
    by_draws = asked.planned
    worth = [max(0.2 * v - 2.0, 0.01 * v - 0.05, 0.0) for v in values(folder)]
    called = sum(0.2 * v - 2.0 >= max(0.01 * v - 0.05, 0) for v in values(folder))
    lines = {line.action: 0 for line in asked.lines}
    for line in asked.lines:
        lines[line.action] += line.customers
    assert lines["call"] == pytest.approx(called, abs=1)
    assert by_draws == pytest.approx(sum(worth), rel=0.05)
    assert asked.next_euro is None
    assert more.spent == asked.spent


def test_less_money_is_spent_where_it_brings_more(folder):
    """Half, all and twice: never more than there is, and each further coin brings less."""
    found = budget(folder, 10.0, {}, None).scenarios
    assert [one.total for one in found] == [5.0, 10.0, 20.0]
    assert all(one.spent <= one.total * (1 + 1e-12) for one in found)  # sums of cents as doubles
    planned = [one.planned for one in found]
    assert planned == sorted(planned)
    next_euro = [one.next_euro for one in found if one.next_euro is not None]
    assert next_euro == sorted(next_euro, reverse=True)
    assert next_euro[0] > 1


def test_capacity_is_kept_and_has_its_price(folder):
    """Two calls at most."""
    found = budget(folder, 1e6, {"phone": 2}, None)
    called = sum(line.customers for line in found.scenarios[1].lines if line.action == "call")
    assert called == 2
    assert found.scenarios[1].prices["contacts: phone"] > 0
    said = [block for block in found.shown.sheets[0].blocks if isinstance(block, str)]
    assert any("One more contact by phone would bring" in text for text in said)


def test_whoever_is_in_a_plan_that_was_approved_gets_nothing_twice(folder):
    """Best customers are planned for; the rest is left."""
    before = budget(folder, 1e6, {}, None).scenarios[1]
    wish = Wish("best", "best", "call", "Ana", date(2024, 6, 3), date(2024, 8, 31))
    planned = draft_plan(folder, wish, "Ana").expected
    happened(folder, "best", "approved", "Bea")
    after = budget(folder, 1e6, {}, None).scenarios[1]
    customers = [sum(line.customers for line in one.lines) for one in (before, after)]
    assert customers[0] - customers[1] == planned.treated + planned.holdout > 0
    assert "best" not in {line.segment for line in after.lines}


@pytest.mark.mission("R8", "B1")
def test_plans_come_of_the_split_and_nobody_is_in_two(folder):
    """One for each line, no more treated than it pays for, each with a holdout of its own."""
    lines = [line for line in budget(folder, 40.0, {}, None).scenarios[1].lines if line.customers]
    days = {"first_day": date(2024, 6, 3), "last_day": date(2024, 8, 31)}
    wish = Wish("spring", "", "", "Ana", holdout_share=0.2, **days)
    plans = plans_from_budget(folder, Spend(40.0, {}), wish, "Ana")
    by_line = {(plan.proposal.segment, plan.proposal.action.name): plan for plan in plans}
    assert set(by_line) == {(line.segment, line.action) for line in lines}
    for line in lines:
        plan = by_line[line.segment, line.action]
        assert plan.expected.treated <= line.customers
        assert plan.state == "draft"
        assert plan.proposal.finding == "budget 40"
        segment = line.segment.replace("_", "-")
        assert plan.name == f"spring-{segment}-{line.action}"
    arms = [who for plan in plans for who, _ in arms_of(Workspace.open(folder), plan)]
    assert len(arms) == len(set(arms)) > 0
    assert sum(plan.expected.cost for plan in plans) <= 40.0


def test_a_split_that_spends_nothing_makes_no_plans(folder):
    """And it says where to look."""
    days = {"first_day": date(2024, 6, 3), "last_day": date(2024, 8, 31)}
    with pytest.raises(BadInput, match="nothing to plan"):
        plans_from_budget(folder, Spend(0.0, {}), Wish("none", "", "", "Ana", **days), "Ana")


def test_from_a_budget_to_plans_by_the_command(folder, monkeypatch, capsys):
    """In Spanish, with what is left to be decided."""
    given = ["from-budget", "40", "--owner", "Ana", "--from", "2024-06-03", "--until", "2024-08-31"]
    monkeypatch.setattr(
        "sys.argv", ["volver", "plan", *given, "--lang", "es", "--workspace", str(folder)]
    )
    with pytest.raises(SystemExit) as ended:
        door.main()
    out = capsys.readouterr().out
    assert ended.value.code in (0, None)
    assert "Borrador" in out
    assert "Siguiente: volver plan approve budget-" in out


def test_the_command_in_both_languages(folder, monkeypatch, capsys):
    """In words, and as JSON."""
    for given, expected in (
        (["--lang", "es"], "Supuesto, y no medido todavía por nadie"),
        (["--lang", "en"], "Assumed, and measured by nobody yet"),
        (["--json"], '"next_euro"'),
    ):
        monkeypatch.setattr(
            "sys.argv", ["volver", "budget", "10", "--workspace", str(folder), *given]
        )
        with pytest.raises(SystemExit) as ended:
            door.main()
        out = capsys.readouterr().out
        assert ended.value.code in (0, None)
        assert expected in out
    assert len(json.loads(out)) == 3


@pytest.mark.parametrize("total", [-1.0, float("nan"), float("inf")])
def test_what_is_no_budget_is_told(folder, total):
    """Before anything is read."""
    with pytest.raises(BadInput, match="is no budget"):
        budget(folder, total, {}, None)


def test_a_channel_that_no_action_has_is_told(folder):
    """A limit on nothing would be a limit that nobody keeps."""
    with pytest.raises(BadInput):
        budget(folder, 10.0, {"pigeon": 3}, None)


def test_without_actions_there_is_nothing_to_spend_on(published):
    """The settings say how to name them."""
    with pytest.raises(BadInput, match="names no actions"):
        budget(published[0].folder, 10.0, {}, None)


@pytest.mark.parametrize("text", ["phone", "phone=", "=3", "phone=-3", "phone=x", "phone=٣"])
def test_a_limit_that_is_no_number_is_told(text):
    """Whatever is typed."""
    with pytest.raises(BadInput, match="no name with a number"):
        counts([text], "--capacity")
