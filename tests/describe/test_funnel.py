"""Stages, steps and the journey's map: by hand, over any log, and on logs of real desks."""

import csv
import gzip
from collections import Counter
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import REVENUE, START, engine_with, order

from volver.describe.funnel import funnel, placements, reached
from volver.describe.journey import journey
from volver.describe.people import people
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.journey import STAGES, FunnelRules, StageRule
from volver.domain.settings import Settings
from volver.store.schema.company import VIEWS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

RULES = FunnelRules(within=30)
AS_OF = START + timedelta(days=200)


def day(n):
    """So many days after 20 February 2024."""
    return START + timedelta(days=n)


def touch(who, on, kind, channel="web", **rest):
    """One interaction."""
    return {"customer_id": who, "day": day(on), "type": kind, "channel": channel, **rest}


TOUCHES = [
    # Ana looked, looked again, asked and bought on day 20; was called back on day 60, bought on 70.
    touch("ana", 0, "visit"),
    touch("ana", 5, "visit"),
    touch("ana", 10, "quote", "phone"),
    touch("ana", 60, "Click", "mail"),
    # Bo bought on day 3 without a trace, and never came back.
    # Cy asked and has not bought; what we sent him is no interest of his.
    touch("cy", 8, "call", "phone"),
    touch("cy", 9, "click", direction="out"),
    # Dee clicked ten days ago.
    touch("dee", 190, "click", "mail"),
    # Nobody knows who that was.
    touch(None, 4, "visit"),
]
ORDERS = [order(1, "ana", 20, "100"), order(2, "bo", 3, "10"), order(3, "ana", 70, "40")]
LISTED = [
    {"customer_id": "eve", "first_contact": None},
    {"customer_id": "cy", "first_contact": day(1)},
]


def world(touches=TOUCHES, orders=ORDERS, listed=LISTED, as_of=AS_OF, **rows):
    """The snapshot of a company."""
    engine = engine_with(orders)
    company = company_with(engine, interactions=touches, customers=listed, **rows)
    return Snapshot(engine, as_of, Shape(REVENUE, True, True), company=company).with_histories()


@pytest.mark.mission("G2")
def test_each_person_has_one_stage_with_its_rule_and_day():
    """Five people known by name, each where they have got to."""
    snapshot = world()
    placed = {
        p.person: (p.stage, p.rule, p.day) for p in placements(snapshot, people(snapshot), RULES)
    }
    assert {who: (stage, on) for who, (stage, _, on) in placed.items()} == {
        "ana": ("come_back", day(60)),
        "bo": ("purchase", day(3)),
        "cy": ("need", day(8)),
        "dee": ("interest", day(190)),
        "eve": ("awareness", None),
    }
    assert (placed["bo"][1], placed["eve"][1]) == ("first order", "known")
    assert placed["ana"][1].endswith("; after the purchase")
    assert "call" in placed["cy"][1]


@pytest.mark.mission("G2")
def test_steps_and_the_loop_by_hand():
    """Within 30 days; who was there for less than that is not judged."""
    snapshot = world()
    found = funnel(snapshot, people(snapshot), RULES)
    assert {stage: found.now_at(stage) for stage in STAGES} == {
        "awareness": 1, "interest": 1, "need": 1, "purchase": 1, "come_back": 1,
    }  # fmt: skip
    assert (found.people, found.unseen) == (5, 1)
    told = {s.start: (s.entered, s.judged, s.went_on, s.median_days) for s in found.steps}
    assert told == {
        # Ana on day 0 went on at day 5, cy on day 1 at day 8; of eve no day is known.
        "awareness": (2, 2, 2, 6.0),
        # Ana at day 5 (the second visit), on day 10; dee came ten days ago.
        "interest": (2, 1, 1, 5.0),
        # Ana asked on day 10 and bought on day 20; cy did not buy.
        "need": (2, 2, 1, 10.0),
        # Ana came back 40 days after, bo never: none within 30.
        "purchase": (2, 2, 0, None),
    }
    need = found.steps[2].conversion
    assert need.value == 0.5
    assert (need.low, need.high) == pytest.approx((0.1209, 0.8791), abs=1e-4)
    loop = {(s.start, s.to): (s.entered, s.judged, s.went_on, s.median_days) for s in found.loop}
    assert loop == {
        ("purchase", "Attracted again"): (2, 2, 0, None),
        ("purchase", "Ordered again"): (2, 2, 0, None),
        ("Attracted again", "Ordered again"): (1, 1, 1, 10.0),
    }


def test_the_rules_may_be_written_anew():
    """A company whose only need is a click."""
    snapshot = world()
    rules = FunnelRules((StageRule("need", ("click",)),))
    placed = {p.person: p for p in placements(snapshot, people(snapshot), rules)}
    assert placed["dee"].stage == "need"
    assert (placed["cy"].stage, placed["cy"].rule) == ("awareness", "first contact")


def test_a_contract_is_a_purchase_too():
    """Cy signs on day 30 and orders nothing."""
    signed = [
        {"subscription_id": "s", "customer_id": "cy", "started": day(30), "amount": 9},
    ]
    snapshot = world(subscriptions=signed)
    placed = {p.person: p for p in placements(snapshot, people(snapshot), RULES)}
    assert (placed["cy"].stage, placed["cy"].day) == ("purchase", day(30))


KINDS = ["visit", "click", "call", "ticket", None]


@pytest.mark.slow
@settings(max_examples=25)
@given(
    events=st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", None]), st.integers(0, 40), st.sampled_from(KINDS)
        ),
        max_size=25,
    ),
    bought=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40)), min_size=1, max_size=6),
)
@pytest.mark.mission("G2")
def test_everybody_has_one_stage_and_a_reason_for_it_in_any_log(events, bought):
    """Recounted person by person: the furthest stage, and steps that nobody takes twice."""
    orders = [order(k, who, on, "5") for k, (who, on) in enumerate(bought, start=1)]
    snapshot = world([touch(who, on, kind) for who, on, kind in events], orders, [])
    everyone = people(snapshot)
    rules = FunnelRules((StageRule("awareness", ("visit",)), StageRule("need", ("call",))), 10)
    placed = {p.person: p for p in placements(snapshot, everyone, rules)}
    named = {who for who, _, _ in events if who} | {who for who, _ in bought}
    assert set(placed) == named
    for who in named:
        days = sorted({on for name, on in bought if name == who})
        own = {k: sorted(on for name, on, t in events if name == who and t == k) for k in KINDS}
        first = days[0] if days else 999
        later = [on for k in ("visit", "call") for on in own[k] if on > first] + days[1:]
        calls, visits = ([on for on in own[k] if on <= first] for k in ("call", "visit"))
        if later:
            expected = ("come_back", day(min(later)))
        elif days:
            expected = ("purchase", day(first))
        elif calls:
            expected = ("need", day(calls[0]))
        else:
            expected = ("awareness", day(visits[0]) if visits else None)
        assert (placed[who].stage, placed[who].day) == expected
    found = funnel(snapshot, everyone, rules)
    assert sum(count.people for count in found.counts) == found.people == len(named)
    for step in (*found.steps, *found.loop):
        assert step.went_on <= step.judged <= step.entered <= found.people


@pytest.mark.mission("J1")
def test_the_map_by_hand():
    """Ana's and cy's calls: one of two went on, after 10 days, and the other would have been 95."""
    answers = [
        {"kind": "csat", "day": day(11), "score": 5.0, "channel": "phone"},
        {"kind": "csat", "day": day(12), "score": 2.0, "channel": "phone"},
        {"kind": "nps", "day": day(12), "score": 0.0, "channel": "phone"},
    ]
    # One more who called and did not buy, so that both say "call".
    touches = [*TOUCHES[:2], touch("ana", 10, "call", "phone"), *TOUCHES[3:]]
    snapshot = world(touches, answers=answers)
    snapshot.store_columns("forecasts", {"n": np.arange(2), "value": np.array([55.0, 7.0])})
    found = journey(snapshot, people(snapshot), RULES)
    rows = {(row.stage, row.channel, row.type): row for row in found.rows}
    call = rows["need", "phone", "call"]
    assert (call.volume, call.people, call.judged, call.went_on) == (2, 2, 2, 1)
    assert (call.conversion.value, call.median_days) == (0.5, 10.0)
    assert (call.satisfaction.value, call.answers) == (3.5, 2)
    # Margin to date 140 and 55 expected; who never ordered is worth nothing.
    assert (call.moved_value, call.stopped_value, call.value_lost) == (195.0, 0.0, 195.0)
    back = rows["come_back", "mail", "click"]
    assert (back.judged, back.went_on, back.median_days) == (1, 1, 10.0)
    assert back.value_lost is None  # nobody stopped there
    assert rows["interest", "mail", "click"].judged == 0  # dee came ten days ago
    unknown = rows[None, "web", "visit"]
    assert (unknown.volume, unknown.people) == (1, 0)
    assert isinstance(unknown.conversion, NotEnough)
    assert sum(row.volume for row in found.rows) == len(touches)


def test_a_company_without_a_log_has_no_map():
    """Orders alone have a funnel of two stages."""
    engine = engine_with(ORDERS)
    snapshot = Snapshot(engine, AS_OF, Shape(REVENUE, True, True)).with_histories()
    everyone = people(snapshot)
    assert isinstance(journey(snapshot, everyone, RULES), NotEnough)
    found = funnel(snapshot, everyone, RULES)
    assert (found.now_at("purchase"), found.now_at("come_back"), found.unseen) == (1, 1, 2)


ARROW = {
    "TEXT": pa.string(), "DATE": pa.date32(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip


def large_world(orders, as_of, **rows):
    """The same as `world`, of many rows at once."""
    engine = engine_with(orders)
    company = {}
    for view in (view for view in VIEWS if view.name in rows):
        arrays = [
            pa.array([row.get(c.name) for row in rows[view.name]], ARROW.get(c.type, pa.int64()))
            for c in view.columns
        ]
        batch = pa.RecordBatch.from_arrays(arrays, names=list(view.names))
        engine.store_batches(f"all_{view.name}", [batch])
        company[view.name] = f"SELECT * FROM all_{view.name}"
    return Snapshot(engine, as_of, Shape(REVENUE, True, True), company=company).with_histories()


def of_file(path):
    """The rows of a file of commas."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return list(csv.DictReader(lines))


@pytest.mark.slow
@pytest.mark.mission("G2")
def test_the_funnel_of_a_sales_pipeline(test_data):
    """8,800 opportunities: 500 known, 1,589 engaged, 4,238 won, and 2,473 lost on the way."""

    def read(text):
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day

    rows = of_file(test_data("service_crm/crm_sales_pipeline.csv"))
    stage = Counter(row["deal_stage"] for row in rows)
    assert stage == {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}
    won = [row for row in rows if row["deal_stage"] == "Won"]
    orders = [
        order(k, row["opportunity_id"], (read(row["close_date"]) - START).days, row["close_value"])
        for k, row in enumerate(won, start=1)
    ]
    engaged = [
        {"customer_id": row["opportunity_id"], "day": read(row["engage_date"]), "type": "engage"}
        for row in rows
        if row["engage_date"]
    ]
    listed = [{"customer_id": row["opportunity_id"]} for row in rows]
    snapshot = large_world(orders, date(2017, 12, 31), interactions=engaged, customers=listed)
    found = funnel(snapshot, people(snapshot), FunnelRules(within=60))
    assert [found.now_at(s) for s in STAGES] == [500, 1589 + 2473, 0, 4238, 0]
    # The step to the purchase, recounted.
    days = [
        (read(row["engage_date"]), read(row["close_date"]) if row["deal_stage"] == "Won" else None)
        for row in rows
        if row["engage_date"]
    ]
    judged = [(a, b) for a, b in days if (date(2017, 12, 31) - a).days >= 60]
    on = sorted((b - a).days for a, b in judged if b and (b - a).days <= 60)
    step = found.steps[1]
    assert (step.entered, step.judged, step.went_on) == (8300, len(judged), len(on))
    assert isinstance(step.conversion, Estimate)
    assert step.conversion.value == len(on) / len(judged)
    assert step.median_days == np.median(on)


@pytest.mark.slow
@pytest.mark.mission("J1")
def test_the_map_of_a_call_centre_and_a_help_desk(test_data):
    """5,000 calls and 13,710 events of tickets, whose callers nobody names: volumes add up."""
    calls = of_file(test_data("service_crm/call_centre_calls.csv.gz"))
    events = of_file(test_data("service_crm/helpdesk_event_log.csv.gz"))
    touches = [
        {"day": date.fromisoformat(row["Date"]), "type": row["Topic"], "channel": "phone"}
        for row in calls
    ] + [
        {
            "customer_id": f"case {row['CaseID']}",
            "day": date.fromisoformat(row["CompleteTimestamp"][:10]),
            "type": f"activity {row['ActivityID']}",
            "channel": "desk",
        }
        for row in events
    ]
    said = [
        {"kind": "csat", "day": date(2021, 3, 1), "score": float(x), "channel": "phone"}
        for row in calls
        if (x := row["Satisfaction rating"])
    ]
    snapshot = large_world(
        [order(1, "ana", 0, "1")], date(2024, 12, 31), interactions=touches, answers=said
    )
    rows = journey(snapshot, people(snapshot), RULES).rows
    assert {row.type: row.volume for row in rows if row.channel == "phone"} == Counter(
        row["Topic"].lower() for row in calls
    )
    desk = [row for row in rows if row.channel == "desk"]
    assert {row.type: row.volume for row in desk} == Counter(
        f"activity {row['ActivityID']}" for row in events
    )
    cases = {kind: {row["CaseID"] for row in events if row["ActivityID"] == kind} for kind in "16"}
    people_in = {row.type: row.people for row in desk}
    assert people_in["activity 1"] == len(cases["1"])
    assert people_in["activity 6"] == len(cases["6"])
    (score,) = {row.satisfaction for row in rows if row.channel == "phone"}
    assert score.value == pytest.approx(np.mean([answer["score"] for answer in said]))


def test_reached_is_by_stage_and_person():
    """One column for each of five people."""
    assert reached(people(world()), RULES).day.shape == (5, 5)


def test_the_rules_of_the_settings_take_the_place_of_the_usual_ones():
    """As volver.toml holds them; without any, the ones that come with volver."""
    said = Settings(
        stages=[{"stage": "need", "types": ["Click "], "times": 1}],
        stage_days=30,
        stage_names={"need": "Asked for a quote"},
    ).funnel
    assert said.rules == (StageRule("need", ("click",)),)
    assert (said.within, said.labels) == (30, {"need": "Asked for a quote"})
    assert Settings().funnel == FunnelRules()


@pytest.mark.parametrize(
    "wrong",
    [
        {"stages": [{"stage": "purchase", "types": ["call"]}]},
        {"stages": [{"stage": "need", "types": "call"}]},
        {"stages": [{"stage": "need", "types": []}]},
        {"stages": [{"stage": "need", "types": ["call"], "times": 0}]},
        {"stages": [{"stage": "need", "types": ["call"], "sql": "DROP"}]},
        {"stages": ["need"]},
        {"stage_days": 0},
        {"stage_days": True},
        {"stage_names": {"loyalty": "x"}},
        {"customer_days": 0.5},
    ],
)
def test_a_table_that_is_no_rule_is_refused(wrong):
    """With the place and what it should look like."""
    with pytest.raises(BadInput, match="is not usable for journey"):
        Settings(**wrong)
