"""Personas, what sets the best apart, and reports by band."""

from datetime import date

import numpy as np
import pytest
from tests.decide.test_classes import forecasts
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, order

from volver.decide.lookalike import look_alike
from volver.decide.personas import ideal_of, persona_fit
from volver.decide.traits import Trait, age_codes, bands, coded, traits
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.likeness import AGE_BANDS, Persona
from volver.domain.newcomers import OTHER, UNKNOWN
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

DAY = date(2024, 6, 30)


@pytest.fixture
def snapshot():
    """Four customers, one of whom nothing is known; an attribute of two, and two forecasts."""
    engine = engine_with([order(n, name, n, f"{10 * (n + 1)}.00")
                          for n, name in enumerate(["ana", "bo", "cy", "di"])])  # fmt: skip
    company = company_with(
        engine,
        customers=[
            {"customer_id": "ana", "gender": "f", "birth_year": 1999, "channel": "web"},
            {"customer_id": "bo", "gender": "m", "birth_year": 1950, "channel": "shop"},
            {"customer_id": "cy", "gender": "f", "referred_by": "ana", "channel": "web"},
        ],
        attributes=[
            {"customer_id": "ana", "name": "plan", "label": "pro", "number": None},
            {"customer_id": "di", "name": "plan", "label": "basic", "number": None},
        ],
    )
    found = Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()
    found.store_columns("forecasts", forecasts([1.0, 2.0, 3.0, 4.0]))
    return found


def test_what_is_known_of_customers_by_hand(snapshot):
    """Missing is a level of its own; who was not referred was not; age is by year of birth."""
    told = {t.name: [t.levels[code] for code in t.code] for t in traits(snapshot)}
    assert told == {
        "channel": ["web", "shop", "web", UNKNOWN],
        "gender": ["f", "m", "f", UNKNOWN],
        "referred": ["no", "no", "yes", "no"],
        "plan": ["pro", UNKNOWN, UNKNOWN, "basic"],
        "age": ["25-34", "65+", UNKNOWN, UNKNOWN],
    }
    assert {t.name for t in traits(snapshot) if t.is_protected} == {"gender", "age"}


@pytest.mark.mission("G1")
def test_reports_by_gender_and_age_band_miss_nobody(snapshot):
    """Customers, margin and value by hand; every trait adds up to all four."""
    rows = bands(snapshot, traits(snapshot))
    told = {(b.trait, b.level): (b.customers, b.margin, b.value) for b in rows}
    assert told["gender", "f"] == (2, 40.0, 4.0)
    assert told["gender", "m"] == (1, 20.0, 2.0)
    assert told["gender", UNKNOWN] == (1, 40.0, 4.0)
    assert told["age", "25-34"] == (1, 10.0, 1.0)
    assert told["age", UNKNOWN] == (2, 70.0, 7.0)
    for trait in {b.trait for b in rows}:
        assert sum(b.margin for b in rows if b.trait == trait) == 100.0


@pytest.mark.mission("G1")
def test_age_bands_begin_where_they_say():
    """A birthday year away from each border; what cannot be an age is not known."""
    years = 2024 - np.array([0, 17, 18, 24, 25, 64, 65, 120, 121, -1, 2024])
    told = [AGE_BANDS[code] for code in age_codes(years, 2024)]
    assert told == ["0-17", "0-17", "18-24", "18-24", "25-34", "55-64", "65+", "65+",
                    UNKNOWN, UNKNOWN, UNKNOWN]  # fmt: skip


def test_levels_of_few_are_put_together():
    """Twenty-four keep their names, and everybody has a level."""
    labels = [f"l{n}" for n in range(40) for _ in range(40 - n)] + [None]
    found = coded("campaign", labels)
    assert len(found.levels) == 26
    assert found.levels[-2:] == (OTHER, UNKNOWN)
    assert found.levels[found.code[-1]] == UNKNOWN
    assert found.levels[found.code[labels.index("l30")]] == OTHER
    assert found.levels[found.code[0]] == "l0"


def world(seed, n, shares):
    """Customers with two traits of known shares, some of them unknown."""
    rng = np.random.default_rng(seed)
    names = {"channel": ("web", "shop", UNKNOWN), "plan": ("pro", "basic", UNKNOWN)}
    return [
        Trait(name, levels, np.where(rng.random(n) < 0.1, 2, (rng.random(n) < shares[k]) * 1))
        for k, (name, levels) in enumerate(names.items())
    ]


PERSONA = Persona(
    "Loyal family", "Comes by web and stays.", "everybody",
    {"channel": {"web": 0.9, "shop": 0.1}, "plan": {"pro": 0.4, "basic": 0.5, "free": 0.1}},
)  # fmt: skip


@pytest.mark.mission("G6")
@pytest.mark.mission("Q9")
def test_a_fit_by_hand():
    """Channel 60/40 against 90/10: 0.7. Plan 50/50/0 against 40/50/10: 0.9. Together 0.8."""
    code = {"channel": [0] * 30 + [1] * 20 + [2] * 10, "plan": [0] * 30 + [1] * 30}
    levels = {"channel": ("web", "shop", UNKNOWN), "plan": ("pro", "basic")}
    found_traits = [Trait(k, levels[k], np.array(code[k])) for k in code]
    everybody = np.ones(60, bool)
    found = persona_fit(PERSONA, found_traits, (everybody, everybody), DAY, 0.9)
    assert [t.fit for t in found.traits] == pytest.approx([0.7, 0.9])
    assert [t.known for t in found.traits] == [50, 60]
    assert found.fit.value == pytest.approx(0.8, abs=0.02)
    assert found.drift.value == 0.0
    assert (found.drift.low, found.drift.high) == (0.0, 0.0)


@pytest.mark.slow
@pytest.mark.mission("G6")
def test_the_interval_of_a_fit_and_of_its_drift_hold_the_truth():
    """Of 300 worlds of 400 customers; half of them were there on an earlier day.

    Today 25 % are of the shop, before 10 %; plans are always even. Ideal 10 % and 50 %.
    """
    ideal = {"channel": {"web": 0.9, "shop": 0.1}, "plan": {"pro": 0.2, "basic": 0.8}}
    persona = Persona("p", "", "", ideal)
    holds = []
    for seed in range(300):
        first, later = world(seed, 400, (0.3, 0.5)), world(seed + 9000, 400, (0.5, 0.5))
        both = [Trait(a.name, a.levels, np.concatenate([a.code, b.code]))
                for a, b in zip(first, later, strict=True)]  # fmt: skip
        members = np.ones(800, bool), np.arange(800) < 400
        found = persona_fit(persona, both, members, DAY, 0.9)
        # Before: fits of 1 - 0.2 and 1 - 0.3; today of 1 - 0.3 and 1 - 0.3.
        holds.append((found.fit.low <= 0.7 <= found.fit.high,
                      found.drift.low <= -0.05 <= found.drift.high))  # fmt: skip
    fit, drift = np.mean(holds, axis=0)
    assert 0.86 <= fit <= 0.94
    assert 0.86 <= drift <= 0.94


@pytest.mark.mission("Q9")
def test_customers_who_are_the_ideal_fit_it():
    """The ideal taken from the members themselves: 1, and what is unknown is left out."""
    told = world(1, 500, (0.3, 0.6))
    members = np.arange(500) < 300
    ideal = ideal_of(told, members)
    assert all(sum(shares.values()) == pytest.approx(1) for shares in ideal.values())
    found = persona_fit(Persona("best", "", "", ideal), told, (members, members), DAY, 0.9)
    assert [t.fit for t in found.traits] == pytest.approx([1.0, 1.0])
    assert found.fit.high == 1.0


def test_too_few_known_customers_have_no_fit():
    """A reason instead of a number."""
    told = world(1, 25, (0.3, 0.6))
    everybody = np.ones(25, bool)
    ideal = {"channel": {"web": 1.0}}
    found = persona_fit(Persona("p", "", "", ideal), told, (everybody, everybody), DAY, 0.9)
    assert isinstance(found.fit, NotEnough)
    assert isinstance(found.drift, NotEnough)


@pytest.mark.parametrize(
    ("ideal", "says"),
    [({}, "no ideal"), ({"shoe": {"x": 1.0}}, "shoe"), ({"plan": {"pro": 0.9}}, "add up")],
)
def test_an_ideal_that_cannot_be_held_against_anything_is_refused(ideal, says):
    """With what to write instead."""
    told, everybody = world(1, 50, (0.3, 0.6)), np.ones(50, bool)
    with pytest.raises(BadInput, match=says):
        persona_fit(Persona("p", "", "", ideal), told, (everybody, everybody), DAY, 0.9)


def valued(seed, n=4000, lift=0.0):
    """Customers whose value hangs on their channel, where lift is above 0, and on nothing else."""
    rng = np.random.default_rng(seed)
    channel = (rng.random(n) < 0.2).astype(int)
    others = [Trait(f"t{k}", ("a", "b", "c"), rng.integers(3, size=n)) for k in range(8)]
    return [Trait("channel", ("web", "friend"), channel), *others], (
        rng.normal(size=n) + lift * channel
    )


@pytest.mark.mission("G7")
def test_what_sets_the_best_apart_is_found_with_its_counts():
    """Friends' friends are worth more; eight other traits are noise."""
    told, value = valued(1, lift=1.0)
    found = look_alike(told, value, 0.9)
    assert (found.top, found.rest) == (400, 3600)
    first = found.rows[0]
    assert (first.trait, first.level) == ("channel", "friend")
    is_top = value >= np.sort(value)[-400]
    assert first.top == (is_top & (told[0].code == 1)).sum()
    assert first.rest == (~is_top & (told[0].code == 1)).sum()
    assert first.top_share == first.top / 400
    assert first.lift.low > 2


@pytest.mark.mission("G7")
def test_of_what_is_said_to_set_the_best_apart_little_is_false():
    """Over 200 worlds in which only the channel does, one row in twenty on average at most."""
    false = []
    for seed in range(200):
        rows = look_alike(*valued(seed, lift=0.6), 0.9).rows
        named = [row.trait for row in rows if row.is_beyond_chance]
        assert "channel" in named
        false.append(np.mean([trait != "channel" for trait in named]))
    assert np.mean(false) <= 0.05


@pytest.mark.mission("G7")
def test_where_nothing_sets_the_best_apart_the_list_is_empty_but_for_its_false_share():
    """Of 300 worlds with 26 levels each, at most one in twenty names any."""
    named = [
        any(row.is_beyond_chance for row in look_alike(*valued(seed, n=1500), 0.9).rows)
        for seed in range(300)
    ]
    assert np.mean(named) <= 0.08  # 0.05 and two standard errors of 300 worlds


@pytest.mark.mission("G7")
def test_a_level_of_few_is_not_judged_and_too_few_customers_have_no_profile():
    """How many levels that were is told."""
    told, value = valued(1)
    rare = Trait("rare", ("no", "yes"), (np.arange(4000) < 9).astype(int))
    found = look_alike([*told, rare], value, 0.9)
    assert found.unjudged == 2
    assert "rare" not in {row.trait for row in found.rows}
    few, worth = valued(1, n=300)
    assert look_alike(few, worth, 0.9) == NotEnough(
        "too few customers to tell what sets the top apart", 50, 30
    )
    assert isinstance(look_alike(told, np.ones(4000), 0.9), NotEnough)
