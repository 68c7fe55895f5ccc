"""Effects and curves: published figures to the digit, and sums by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.decide.responses import Forecast, as_seen, combined, learnt, sway, table, tally
from volver.domain.errors import BadInput
from volver.domain.response import (
    Ceiling,
    Effect,
    assumed,
    best_acquisition,
    best_retention,
    customer_worth,
    retention_elasticity,
    sensitivity,
    updated,
    where_it_stands,
)

CURVE = Ceiling.through(0.70, 10, 0.40)
"""Ten a head reach 40 %, and no money more than 70 %."""


@pytest.mark.mission("B2")
def test_the_best_spend_to_acquire():
    """Blattberg & Deighton: 14.982 a head at a value of 60, rate 0.5033, net 15.216; now 14."""
    best = best_acquisition(CURVE, 60)
    found = round(best.spend, 3), round(best.rate, 4), round(best.worth, 3)
    assert found == (14.982, 0.5033, 15.216)
    assert 60 * CURVE.rate(10) - 10 == pytest.approx(14.0)
    assert round(CURVE.pace, 5) == 0.08473


@pytest.mark.mission("B2")
def test_the_best_spend_to_keep():
    """27.699 a year at a margin of 100 and 10 %: retention 0.6330, CLV 76.247; at 10, 42.857."""
    best = best_retention(CURVE, 100, 0.10)
    found = round(best.spend, 3), round(best.rate, 4), round(best.worth, 3)
    assert found == (27.699, 0.6330, 76.247)
    assert round(customer_worth(100, CURVE.rate(10), 10, 0.10), 3) == 42.857


def test_elasticities_of_retention():
    """At 12 % interest."""
    found = [round(retention_elasticity(r, 0.12), 3) for r in (0.6, 0.7, 0.8, 0.9)]
    assert found == [2.154, 2.667, 3.5, 5.091]


@pytest.mark.mission("B2")
def test_past_the_point_of_return_there_is_a_warning():
    """At 14.982 a euro returns a euro; at 20 less, and 5.018 are too much; at 10 more."""
    stands = where_it_stands(CURVE, 60, 20)
    assert stands.is_past
    assert stands.too_much == pytest.approx(20 - 14.982, abs=1e-3)
    assert stands.next_euro == pytest.approx(60 * 0.7 * CURVE.pace * np.exp(-20 * CURVE.pace))
    assert not where_it_stands(CURVE, 60, 10).is_past
    assert where_it_stands(CURVE, 60, stands.best).next_euro == pytest.approx(1)


def test_what_hangs_on_a_ceiling_that_is_assumed():
    """Half and one and a half times the room above 40 %; each curve still goes through today."""
    found = sensitivity(CURVE, 60, 10)
    assert [round(ceiling, 2) for ceiling, _ in found] == [0.55, 0.70, 0.85]
    assert CURVE.headroom(10, 0.5).rate(10) == pytest.approx(0.40)
    assert round(found[1][1].spend, 3) == 14.982
    assert sensitivity(CURVE, 60, 10, [10])[0][0] == 1.0


@given(
    ceiling=st.floats(0.1, 1.0), share=st.floats(0.05, 0.95), spend=st.floats(0.1, 100),
    value=st.floats(1, 1000),
)  # fmt: skip
def test_no_other_spend_brings_more(ceiling, share, spend, value):
    """Around the optimum and at nothing."""
    curve = Ceiling.through(ceiling, spend, share * ceiling)
    best = best_acquisition(curve, value)
    for other in (0.0, best.spend * 0.9, best.spend * 1.1 + 0.1):
        assert value * curve.rate(other) - other <= best.worth + 1e-9 * value


@pytest.mark.parametrize("points", [(0.4, 10, 0.5), (0.7, 0, 0.4), (0.7, 10, 0.0)])
def test_points_that_no_curve_has_are_refused(points):
    """With what to give instead."""
    with pytest.raises(BadInput):
        Ceiling.through(*points)


def test_a_lesson_moves_what_was_assumed():
    """0.06 with an error of 0.02 and 0.02 with one of 0.01: 0.028, error 0.00894, by hand."""
    prior = Effect("call", "late", "kept", 0.06, 0.02, "assumed")
    lesson = Effect("call", "late", "kept", 0.02, 0.01, "experiment", 800)
    after = updated(prior, lesson)
    assert after.mean == pytest.approx((0.06 * 2500 + 0.02 * 10_000) / 12_500)
    assert after.standard_error == pytest.approx(12_500**-0.5)
    assert (after.origin, after.people) == ("experiment", 800)
    other = Effect("mail", "late", "kept", 0.01, 0.01, "literature")
    assert combined([prior, other], [lesson]) == [after, other]


def test_a_range_holds_its_share_of_the_prior():
    """90 % between 0.02 and 0.10 and back; a range without width is refused."""
    effect = assumed("call", "late", "kept", 0.02, 0.10)
    assert effect.range(0.9) == pytest.approx((0.02, 0.10))
    with pytest.raises(BadInput):
        assumed("call", "late", "kept", 0.1, 0.1)


def test_a_campaign_by_hand():
    """Two segments, holdout and one action: shares, and errors from each segment's variance."""
    segment = np.array([0] * 8 + [1] * 8)
    arm = np.array([0, 0, 0, 0, 1, 1, 1, 1] * 2)
    kept = np.array([1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0], dtype=float)
    found = tally(segment, arm, kept, 2, 2)
    assert found.effects.tolist() == [[0.25], [0.25]]
    # Squares around the arms' means: 1 + 0.75 in either segment, over 8 people less 2 means.
    assert found.covariance.ravel() == pytest.approx(2 * (1.75 / 6) / 4)
    effects = as_seen(found, ["a", "b"], ["call"], "kept")
    assert [(e.segment, e.mean, e.people, e.origin) for e in effects] == [
        ("a", 0.25, 8, "experiment"), ("b", 0.25, 8, "experiment"),
    ]  # fmt: skip


def test_actions_share_their_holdout():
    """The same holdout makes two effects err together: covariance is its variance."""
    generator = np.random.default_rng(0)
    segment, arm = np.repeat([0, 1], 300), np.tile([0, 1, 2], 200)
    found = tally(segment, arm, generator.random(600), 2, 3)
    own = found.variance[:, 0] / 100
    assert found.covariance[:, 0, 1] == pytest.approx(own)
    assert found.covariance[:, 0, 0] == pytest.approx(2 * own)


def test_what_is_learnt_lies_between_what_was_seen_and_the_middle():
    """Segments that differ by chance alone are drawn together."""
    generator = np.random.default_rng(5)
    segment, arm = generator.integers(0, 6, 6000), generator.integers(0, 2, 6000)
    kept = (generator.random(6000) < 0.6 + 0.05 * arm).astype(float)
    found = tally(segment, arm, kept, 6, 2)
    drawn_in = learnt(found, list("abcdef"), ["call"], "kept", seed=1)
    assert np.ptp(drawn_in.means) < 0.7 * np.ptp(found.effects)
    assert drawn_in.means.mean() == pytest.approx(0.05, abs=0.03)
    assert drawn_in.draws.shape == (2000, 6, 1)


def taught(risks, nudge, forecast_off, seed=5):
    """A campaign in six segments of given risks; what it teaches without and with a forecast."""
    generator = np.random.default_rng(seed)
    segment, arm = generator.integers(0, 6, 12_000), generator.integers(0, 2, 12_000)
    kept = generator.random(12_000) < 1 - risks[segment] + nudge * sway(risks)[segment] * arm
    found = tally(segment, arm, kept.astype(float), 6, 2)
    today = generator.integers(0, 6, 5000)
    forecast = Forecast.of(today, risks[today] + forecast_off, 6)
    kinds = list("abcdef")
    return (learnt(found, kinds, ["call"], "kept", seed),
            learnt(found, kinds, ["call"], "kept", seed, forecast=forecast))  # fmt: skip


RISKS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5])


def test_a_forecast_that_is_right_makes_effects_surer():
    """One nudge for all, of 0.4 in the log odds: errors fall, and effects follow the slope."""
    away, error = np.zeros(2), np.zeros(2)
    for seed in range(4):
        for place, one in enumerate(taught(RISKS, 0.4, 0.0, seed)):
            away[place] += np.abs(one.means[:, 0] - 0.4 * sway(RISKS)).mean() / 4
            error[place] += one.draws.std(axis=0).mean() / 4
    assert away[1] < 0.8 * away[0]
    assert error[1] < 0.8 * error[0]


def test_a_forecast_that_is_wrong_is_hardly_believed():
    """Fifteen points too high in every segment: the holdout is taken for what it is."""
    generator = np.random.default_rng(1)
    segment, arm = generator.integers(0, 6, 12_000), np.zeros(12_000, dtype=int)
    kept = (generator.random(12_000) < 1 - RISKS[segment]).astype(float)
    found = tally(segment, arm, kept, 6, 2)
    right = Forecast(1 - RISKS, np.full(6, 1e-6), sway(RISKS))
    wrong = Forecast(1 - RISKS - 0.15, np.full(6, 1e-6), sway(RISKS))
    seen, error = found.mean[:, 0], found.errors[:, 0]
    assert right.beside(found)[0] == pytest.approx(1 - RISKS, abs=0.01)
    assert right.beside(found)[1].max() < 0.5 * error.min()
    assert wrong.beside(found)[0] == pytest.approx(seen, abs=0.01)
    assert wrong.beside(found)[1] == pytest.approx(error, rel=0.05)


def test_a_forecast_of_segments_is_a_mean():
    """Two customers by hand: risks of 0.1 and 0.3, slopes of 0.09 and 0.21."""
    found = Forecast.of(np.array([0, 0, 1]), np.array([0.1, 0.3, 0.5]), 2)
    assert found.kept == pytest.approx([0.8, 0.5])
    assert found.error == pytest.approx([0.01 / 2, 0.0])
    assert found.sway == pytest.approx([0.15, 0.25])


def test_a_table_needs_one_effect_in_each_cell():
    """A gap, a second one and a mixture are refused."""
    one = assumed("call", "a", "kept", 0, 0.1)
    with pytest.raises(BadInput):
        table([one, assumed("mail", "b", "kept", 0, 0.1)], seed=1)
    with pytest.raises(BadInput):
        table([one, one], seed=1)
    with pytest.raises(BadInput):
        table([one, assumed("call", "b", "margin", 0, 1)], seed=1)
    assert table([one], seed=1).means.tolist() == [[0.05]]
