"""A closed plan teaches the next one: from orders to the words of a draft, a budget and a day."""

import csv
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.app.shop import AS_OF, SETTINGS
from tests.predict.worlds import LEAVING

from volver.app.budget import budget
from volver.app.plan import Wish, draft_plan, happened, plan, show_plans
from volver.app.plans_kept import arms_of, members_of
from volver.app.run import run
from volver.app.today import today
from volver.app.workspace import Workspace
from volver.decide.plans.people import PEOPLE
from volver.domain.errors import BadInput
from volver.domain.ports import Quiet
from volver.stats.simulate import simulate
from volver.store import open_engine
from volver.store.shelf import from_shelf

ACTIONS = """
actions = [
  {name = "call", channel = "phone", cost = 0.01, effect = [-0.5, 1.5], effects = {best = [0.0, 0.02]}},
]
"""  # noqa: E501 - a table of TOML stands on one line
FIRST, LAST = date(2024, 6, 2), date(2024, 9, 30)
WISH = Wish("one", "orders > 0", "call", "Ana", FIRST, LAST, holdout_share=0.5)
TRUE = 0.6
"""What each treated customer brings more, as a share of what was expected of them."""


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A shop of 400 customers in which one plan ran and was closed, with a known effect."""
    here = tmp_path_factory.mktemp("lessons")
    orders, _ = simulate(LEAVING, 400, 540, 730, 1, np.random.default_rng(3))
    rows = [
        (f"c{who}", date(2023, 1, 1) + timedelta(days=int(day)), f"{paid:.2f}")
        for who, day, paid in zip(orders.customer, orders.day, orders.amount, strict=True)
    ]
    _write(here, rows)
    (here / "volver.toml").write_text(ACTIONS + SETTINGS, "utf-8")
    run(Workspace.open(here), AS_OF, Quiet(), with_book=False)
    drafted = draft_plan(here, WISH, "Ana")
    for kind in ("approved", "started"):
        happened(here, "one", kind, "Bea")
    expected = drafted.expected
    base = expected.value / expected.treated * ((LAST - FIRST).days + 1) / expected.horizon_days
    arms = arms_of(Workspace.open(here), drafted)
    more = [
        (who, FIRST + timedelta(days=9), f"{TRUE * base:.2f}")
        for who, arm in arms
        if arm == "treated"
    ]
    _write(here, [*rows, *more])
    run(Workspace.open(here), LAST, Quiet(), with_book=False)
    happened(here, "one", "closed", "Ana")
    return here


def _write(here, rows):
    with (here / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("order_id", "customer_id", "order_date", "amount"),
                *((f"o{at}", *row) for at, row in enumerate(rows)),
            ]
        )


@pytest.fixture
def folder(closed, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(closed, tmp_path / "shop")


def text(shown):
    """Its sentences."""
    return " ".join(
        block for sheet in shown.sheets for block in sheet.blocks if block is str(block)
    )


NEXT = replace(WISH, name="two", first_day=date(2024, 10, 2), last_day=date(2024, 12, 31))


@pytest.mark.mission("Q11")
def test_the_next_draft_holds_the_truth_and_is_surer(folder):
    """The effect of the plan before is known, and what the next one brings is told closer."""
    before = replace(NEXT, name="none", action="other")
    settings = folder / "volver.toml"
    other = ACTIONS.replace("]\n", '  {name = "other", channel = "phone", cost = 0.01,'
                            " effect = [-0.5, 1.5]},\n]\n")  # fmt: skip
    settings.write_text(other.replace("0.02]}},  {", "0.02]}},\n  {") + SETTINGS, "utf-8")
    plain, taught = draft_plan(folder, before, "Ana"), draft_plan(folder, NEXT, "Ana")
    action = taught.proposal.action
    assert action.low < TRUE < action.high
    assert action.high - action.low < 1.5 < plain.proposal.action.high - plain.proposal.action.low
    assert action.before == (-0.5, 1.5)
    (lesson,) = action.lessons
    assert (lesson.plan, lesson.by) == ("one", "orders")
    assert lesson.treated + lesson.holdout == len(
        arms_of(Workspace.open(folder), plan(folder, "one"))
    )
    margin = taught.expected.margin
    assert (margin.high - margin.low) / taught.expected.value < (
        plain.expected.margin.high - plain.expected.margin.low
    ) / plain.expected.value


def test_where_it_is_known_from_stands_on_every_page(folder):
    """In words, both languages: given, measured, both; and the ranges given apart."""
    draft_plan(folder, NEXT, "Ana")
    (lesson,) = plan(folder, "two").proposal.action.lessons
    plan_page = text(show_plans(folder, ["two"], "en"))
    assert "-50% to 150% was given (assumed), and it was measured in one" in plan_page
    told = f"by the orders of {lesson.treated} treated and {lesson.holdout} held out"
    assert told in plan_page
    for shown in (today(folder, None, {}, "en").shown, budget(folder, 10.0, {}, "en").shown):
        assert told in text(shown)
        assert "adds was given apart for: Best 0% to 2%" in text(shown)
    spanish = text(today(folder, None, {}, "es").shown)
    assert "Medido en el plan one" in spanish
    assert "Measured" not in spanish


def test_a_plan_that_the_orders_do_not_reach_teaches_by_the_figure_it_was_closed_with(folder):
    """And without a figure it teaches nothing."""
    far = replace(NEXT, name="far", first_day=date(2024, 10, 2), last_day=date(2024, 12, 31))
    draft_plan(folder, far, "Ana")
    for kind in ("approved", "started"):
        happened(folder, "far", kind, "Bea")
    happened(folder, "far", "closed", "Ana", observed=12.0)
    action = draft_plan(folder, replace(NEXT, name="later"), "Ana").proposal.action
    (counted, told) = action.lessons
    assert (counted.by, told.by, told.plan) == ("orders", "figure", "far")
    expected = plan(folder, "far").expected
    base = expected.value / expected.treated * 91 / expected.horizon_days
    assert told.mean == pytest.approx(12.0 / expected.treated / base)
    error = expected.power.spread * (1 / told.treated + 1 / told.holdout) ** 0.5
    assert told.standard_error == pytest.approx(error / base)


def test_a_range_given_for_a_class_is_used_for_its_customers(folder):
    """In the day's list and in a plan: the best by theirs, the others by the action's own."""
    (folder / ".volver" / "plans" / "one.jsonl").unlink()
    drafted = draft_plan(folder, replace(NEXT, segment="best"), "Ana").proposal.action
    assert (drafted.low, drafted.high) == (0.0, 0.02)
    assert draft_plan(folder, NEXT, "Ana").proposal.action.mean == pytest.approx(0.5)
    (folder / ".volver" / "plans" / "two.jsonl").unlink()
    here = Workspace.open(folder)
    run(here, AS_OF, Quiet(), with_book=False)  # a day with customers who are late
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, here.runs.latest())
        best = set(members_of(here, snapshot, "best").tolist())
        ids = {str(who): n in best for n, who, *_ in snapshot.rows(PEOPLE)}
    helps = {ids[one.customer_id]: one.helps for one in
             today(folder, None, {}, None).work.listed.contacts}  # fmt: skip
    assert helps == {True: pytest.approx(0.01), False: pytest.approx(0.5)}
    split = budget(folder, 50.0, {}, None).scenarios[-1]
    means = {line.segment: (line.margin + line.spend) / line.stake for line in split.lines}
    assert means.pop("best", 0.01) == pytest.approx(0.01)
    assert list(means.values()) == pytest.approx([0.5] * len(means))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{bset = [0.0, 0.1]}", "'bset', which is no segment"),
        ("{best = [0.2, 0.1]}", "effect of 'call' on 'best' is no range"),
        ("{best = 0.1}", "effect of 'call' on 'best' is no range"),
        ("[0.0, 0.1]", "is no range"),
    ],
)
def test_an_effect_that_cannot_be_is_named(folder, given, said):
    """By action and segment, before anything rests on it."""
    settings = folder / "volver.toml"
    settings.write_text(ACTIONS.replace("{best = [0.0, 0.02]}", given) + SETTINGS, "utf-8")
    with pytest.raises(BadInput, match=said):
        draft_plan(folder, NEXT, "Ana")
