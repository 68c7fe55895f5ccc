"""Contacts and answers, against a log small enough to count on paper."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, order

from volver.describe.catalogue import BY_SLUG, OF_ANSWERS, OF_SERVICE, with_targets
from volver.describe.contact_sources import Targets
from volver.describe.lists import breaches
from volver.describe.measure import measure_by
from volver.domain.measure import UNKNOWN
from volver.stats import intervals
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

D = date(2024, 2, 20)  # 30 days before END
FEB, MARCH = 12 * 2024 + 1, 12 * 2024 + 2


def contact(day: int, who: str | None, channel: str | None, agent: str | None, **rest: object):
    """One row of the log, `day` days after 20 February."""
    minutes = {"response_minutes": None, "resolution_minutes": None} | rest
    resolved = minutes["resolution_minutes"]
    gone = D + timedelta(days=day) if resolved is not None else None
    told = {"customer_id": who, "day": D + timedelta(days=day), "channel": channel, "agent": agent}
    return {"direction": "in", "type": "ticket", "resolved_day": gone, **told, **minutes}


# Targets in minutes: phone 1, chat 5, else 1440 to answer; 4320 to resolve.
LOG = [
    contact(0, "ana", "phone", "kim", response_minutes=0.5, resolution_minutes=10.0),
    contact(3, "ana", "phone", "kim", response_minutes=2.0, resolution_minutes=5000.0),  # again
    contact(11, "ana", "e-mail", "lee", response_minutes=60.0),  # 8 days later; open, 19 days
    contact(12, "bea", "e-mail", "lee", response_minutes=2000.0, resolution_minutes=4000.0,
            is_complaint=True),
    contact(12, "bea", "E-mail", None),  # again, on the same day; nobody answered, 18 days
    contact(29, "cy", "chat", None),  # yesterday: 1,440 minutes, more than a chat's five
    contact(30, None, "e-mail", "lee"),  # today: nobody knows whose, and there is time
    contact(5, "ana", "e-mail", "lee", direction="out"),
    *(contact(5, "ana", "web", None, type=step) for step in ("visit", "trial", "demo", "quote")),
]  # fmt: skip
ANSWERS = [
    *({"customer_id": "ana", "day": D + timedelta(4), "kind": "nps", "score": s, "channel": c}
      for s, c in
      [(10, "phone"), (9, "phone"), (9, "e-mail"), (7, None), (6, "e-mail"), (0, None)]),
    *({"customer_id": None, "day": D + timedelta(days=20), "kind": "csat", "score": s}
      for s in (5, 4, 3, 1)),
    *({"customer_id": "bea", "day": D + timedelta(days=19), "kind": "ces", "score": s}
      for s in (7, 5, 3)),
    {"customer_id": "bea", "day": D + timedelta(days=30), "kind": "text", "answer": "fine"},
]  # fmt: skip


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The log on 21 March, with one order of ana two days after her second call."""
    engine = engine_with([order(1, "ana", 5, "80.00", order_id="1")])
    company = company_with(engine, interactions=LOG, answers=ANSWERS)
    shape = Shape(REVENUE, True, False)
    return Snapshot(engine, END, shape, company=company).with_histories()


def found(snapshot: Snapshot, slug: str, split: str | None = None, period: str = "whole") -> dict:
    """The value and how many are behind it, by level."""
    rows = measure_by(snapshot, [BY_SLUG[slug]], period, split)
    return {row.level: (row.value, row.n) for row in rows}


WHOLE = {
    "contacts": (7, 7),  # the visit and the one from us are none
    "outgoing_contacts": (1, 1),
    "complaints": (1, 7),
    "complaint_share": (1 / 7, 7),
    "response_time": (31, 4),  # between 2 and 60 of 0.5, 2, 60, 2000
    "response_on_time": (2 / 6, 6),  # 0.5 and 60; the one of today may still be
    "resolution_time": (4000, 3),  # 10, 4000, 5000
    "resolution_on_time": (2 / 5, 5),  # 10 and 4000; 5000, and two that are open for 18 days
    "repeat_contact": (2 / 6, 6),  # ana after 3 days and bea on the day; ana after 8 days is not
    "unanswered": (3, 7),
}


@pytest.mark.mission("K6", "K7")
@pytest.mark.parametrize("slug", WHOLE)
def test_a_figure_of_the_contact_centre_is_what_the_paper_says(snapshot, slug):
    """And how many contacts are behind it."""
    assert found(snapshot, slug)[None] == pytest.approx(WHOLE[slug])


def test_every_figure_of_service_and_answers_is_on_paper():
    """A new metric needs its own count."""
    assert set(WHOLE) == {metric.slug for metric in OF_SERVICE}
    assert set(SAID) == {metric.slug for metric in OF_ANSWERS}


@pytest.mark.mission("K7")
def test_response_by_channel(snapshot):
    """Channels as the source writes them, targets whatever the case of their letters."""
    assert found(snapshot, "response_time", "contact_channel") == {
        "E-mail": (None, 0),
        "chat": (None, 0),
        "e-mail": (1030, 2),  # between 60 and 2000
        "phone": (1.25, 2),
    }
    assert found(snapshot, "response_on_time", "contact_channel") == {
        "E-mail": (0, 1),
        "chat": (0, 1),
        "e-mail": (1 / 2, 2),
        "phone": (1 / 2, 2),
    }


@pytest.mark.mission("K6")
def test_contacts_by_agent_and_month(snapshot):
    """Who is not known is told as such."""
    assert found(snapshot, "contacts", "agent") == {"kim": (2, 2), "lee": (3, 3), UNKNOWN: (2, 2)}
    rows = measure_by(snapshot, [BY_SLUG["contacts"]], "month", "agent")
    assert {(row.period, row.level): row.value for row in rows} == {
        (FEB, "kim"): 2, (FEB, "lee"): 0, (FEB, UNKNOWN): 0,
        (MARCH, "kim"): 0, (MARCH, "lee"): 3, (MARCH, UNKNOWN): 2,
    }  # fmt: skip


def test_contacts_by_what_is_known_of_the_customer(snapshot):
    """Nothing here but the month of ana's first order; the levels add up."""
    assert found(snapshot, "contacts", "first_month") == {"2024-02": (3, 3), UNKNOWN: (4, 4)}
    assert found(snapshot, "repeat_contact", "country") == {UNKNOWN: (2 / 6, 6)}
    assert found(snapshot, "csat", "channel") == {UNKNOWN: (2 / 4, 4)}


@pytest.mark.mission("K10")
def test_an_order_within_a_week_of_a_contact_is_the_latest_agents(snapshot):
    """Ana ordered on the day on which lee had written to her, and two days after kim's call."""
    assert found(snapshot, "attended_orders", "agent") == {"lee": (1, 1)}
    assert found(snapshot, "attended_margin", "agent") == {"lee": (80, 1)}


@pytest.mark.mission("K7")
def test_breaches_are_listed_with_what_they_missed(snapshot):
    """Answered late, resolved late, and not yet: the latest first; none of today."""
    listed = [
        ((late.day - D).days, late.channel, late.what, late.minutes, late.target)
        for late in breaches(snapshot)
    ]
    assert listed[0] == (29, "chat", "response", None, 5)
    assert sorted(listed, key=repr) == sorted(
        [
            (29, "chat", "response", None, 5),
            (12, "E-mail", "response", None, 1440),
            (12, "e-mail", "response", 2000, 1440),
            (3, "phone", "response", 2, 1),
            (12, "E-mail", "resolution", None, 4320),
            (11, "e-mail", "resolution", None, 4320),
            (3, "phone", "resolution", 5000, 4320),
        ],
        key=repr,
    )


@pytest.mark.mission("K7")
def test_a_company_has_its_own_targets(snapshot):
    """Two minutes on the phone, and two days for the others."""
    own = Targets(response={"Phone": 2, "*": 2880}, resolution={"*": 1e9})
    rows = measure_by(
        snapshot, [BY_SLUG["response_on_time"]], split="contact_channel", sources=with_targets(own)
    )
    assert {row.level: (row.value, row.n) for row in rows} == {
        "E-mail": (0, 1),
        "chat": (None, 0),  # it may still be answered
        "e-mail": (1, 2),
        "phone": (1, 2),
    }
    assert [late.what for late in breaches(snapshot, own)] == ["response"]


SAID = {
    "csat": (2 / 4, 4),
    "csat_answers": (4, 4),
    "nps": (100 * (3 - 2) / 6, 6),  # 10, 9, 9 against 6 and 0
    "nps_answers": (6, 6),
    "ces": (5, 3),
    "ces_answers": (3, 3),
}


@pytest.mark.mission("K8")
@pytest.mark.parametrize("slug", SAID)
def test_what_customers_say(snapshot, slug):
    """With the number of answers."""
    assert found(snapshot, slug)[None] == pytest.approx(SAID[slug])


@pytest.mark.mission("K8")
def test_intervals_of_answers(snapshot):
    """By hand: 1.644854 is the normal quantile at 90 %, 2.919986 that of t with 2 degrees."""
    rows = {row.slug: row for row in measure_by(snapshot, OF_ANSWERS, level=0.9)}
    reach = 100 * 1.644854 * math.sqrt((3 / 6 + 2 / 6 - (1 / 6) ** 2) / 6)
    assert rows["nps"].high - rows["nps"].value == pytest.approx(reach, rel=1e-6)
    assert rows["nps"].value - rows["nps"].low == pytest.approx(reach, rel=1e-6)
    reach = 2.919986 * math.sqrt((4 + 0 + 4) / 2 / 3)
    assert rows["ces"].high == pytest.approx(5 + reach, rel=1e-6)
    z2 = 1.644854**2
    middle, reach = (1 / 2 + z2 / 8), math.sqrt(z2) * math.sqrt(1 / 16 + z2 / 64)
    assert rows["csat"].low == pytest.approx((middle - reach) / (1 + z2 / 4), rel=1e-6)
    assert rows["csat_answers"].low is None


@pytest.mark.mission("K8")
def test_nps_by_channel_and_by_agent(snapshot):
    """The agent is the one of the customer's latest contact in the week before: kim, a day ago."""
    assert found(snapshot, "nps", "contact_channel") == {
        "e-mail": (0, 2),
        "phone": (100, 2),
        UNKNOWN: (-50, 2),  # 7 is neither
    }
    assert found(snapshot, "nps", "agent")["kim"] == pytest.approx((100 / 6, 6))
    assert found(snapshot, "ces", "agent")["lee"] == (5, 3)


def test_on_an_earlier_day_less_was_known(snapshot):
    """On 24 February: two contacts, neither of them late, no answer but those of that day."""
    earlier = replace(snapshot, as_of=D + timedelta(days=2), tables={}).with_histories()
    assert found(earlier, "contacts")[None] == (1, 1)
    assert found(earlier, "nps")[None] == (None, 0)
    assert breaches(earlier) == []


@pytest.mark.mission("K8")
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """A thousand surveys of 200 answers with known shares; 90 % of intervals hold them."""
    import numpy as np

    random = np.random.default_rng(5)
    counts = random.multinomial(200, [0.45, 0.35, 0.2], size=1000)
    held = [
        low <= 0.25 <= high
        for plus, _, minus in counts.tolist()
        for low, high in [intervals.difference(plus, minus, 200, 0.9)]
    ]
    shares = [
        low <= 0.45 <= high
        for plus, *_ in counts.tolist()
        for low, high in [intervals.wilson(plus, 200, 0.9)]
    ]
    # Three standard errors of a share of 0.9 over 1,000 trials are 0.028.
    assert abs(np.mean(held) - 0.9) < 0.03
    assert abs(np.mean(shares) - 0.9) < 0.03
