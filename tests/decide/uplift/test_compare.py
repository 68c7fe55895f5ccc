"""The comparison: who takes part, what adds up, and the advice that follows."""

import numpy as np
import pytest
from tests.decide.uplift.campaigns import amounts, visits

from volver.decide.uplift.advise import advise
from volver.decide.uplift.check import lift
from volver.decide.uplift.compare import choose, compare, unsettled
from volver.decide.uplift.policy import policy_value
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.uplift import SHARES, Candidate, Spread

MOVED = amounts(4, 3_000, 2.0, 4.0)
"""Treating takes 2 from a third, gives 2 to a third and 6 to a third; it costs 2."""
ALWAYS = {"all", "none", "random", "response", "risk"}


@pytest.fixture(scope="module")
def compared():
    """Three ways to cut."""
    return compare(MOVED.seen, cost=2.0, margin=1.0, cuts=3)


def test_the_plain_ways_always_take_part(compared):
    """Beside four learners, each on six halves."""
    codes = {one.code for one in compared.candidates}
    assert codes == ALWAYS | {"s_linear", "t_linear", "x_linear", "dr_linear"}
    assert compared.halves == 6
    assert all(one.qini is None for one in compared.candidates)  # amounts have no perfect order


def test_what_must_add_up_does(compared):
    """Nobody brings nothing; everybody the lift less the cost; a curve ends at everybody."""
    all_, none = compared.of("all"), compared.of("none")
    assert (none.share, none.value.value, none.value.high) == (0, 0, 0)
    assert all_.share == 1
    assert all_.value.value == pytest.approx(compared.lift.difference.value - 2.0, abs=0.3)
    assert compared.of("random").share == pytest.approx(0.5, abs=0.02)
    assert compared.of("random").auuc.mean == pytest.approx(0.0, abs=0.1)
    for one in compared.candidates:
        assert len(one.curve) == len(SHARES)
        assert one.curve[0] == 0
        assert one.curve[-1] == pytest.approx(all_.value.value)
        assert one.gain.low <= one.gain.value <= one.gain.high
    assert all_.curve[5] == pytest.approx(all_.value.value / 2)


def test_choosing_wins_where_it_pays(compared):
    """Only the last third is worth the cost: 4/3 a customer, where all bring nothing."""
    advice = compared.advice
    assert advice.do == "target"
    best = compared.of(advice.by)
    assert best.share == pytest.approx(1 / 3, abs=0.1)
    assert best.value.low < 4 / 3 < best.value.high
    for other in ("response", "risk"):  # who comes anyway, or who does not, is not who is moved
        assert best.value.value > compared.of(other).value.high
    chosen = choose(compared, MOVED.seen, 2.0, 1.0, np.array([[-1.0, 0], [1, 1], [1, -1]]))
    assert chosen.treat.tolist() == [False, True, True]
    assert chosen.incremental == pytest.approx([-4.0, 4.0, 4.0], abs=1.2)


def test_what_is_at_stake_may_differ_between_customers():
    """Everybody is moved alike; only half are worth the cost, and the rule knows who."""
    made = amounts(5, 2_000, 3.0, 0.0)
    margin = np.where(np.arange(2_000) % 2 == 0, 2.0, 0.1)
    found = compare(made.seen, cost=1.0, margin=margin, cuts=2)
    assert found.advice.do == "target"
    assert found.of("t_linear").share == pytest.approx(0.5, abs=0.05)
    value = found.lift.difference.value  # the draw's own, so that its chance does not count twice
    assert found.of("t_linear").value.value == pytest.approx((2.0 * value - 1) / 2, abs=0.7)
    ahead = choose(found, made.seen, 1.0, margin, np.zeros((2, 2)), margin_ahead=np.array([2, 0.1]))
    assert ahead.treat.tolist() == [True, False]
    with pytest.raises(BadInput, match="neither one amount nor one for each of 2000 customers"):
        compare(made.seen, cost=1.0, margin=margin[:5])


def test_the_same_seed_the_same_answer(compared):
    """To the last bit; and with another seed other halves."""
    again = compare(MOVED.seen, cost=2.0, margin=1.0, cuts=3)
    assert again == compared
    assert compare(MOVED.seen, cost=2.0, margin=1.0, cuts=3, seed=1) != compared


def test_a_rule_written_before_is_judged_on_everybody():
    """Treat those of the upper level: a third, each bringing 6 less 2."""
    rule = MOVED.seen.features[:, 0] == 1
    found = policy_value(MOVED.seen, rule, cost=2.0, margin=1.0)
    assert found.low < 4 / 3 < found.high
    assert found.high - found.low < 1.0


def test_what_both_halves_of_a_cut_share_is_counted():
    """Normal noise of one estimate, cut in two in 300 ways: treat where one half is above the
    line, judge by the other. The variance of the mean judgement, told from the treated alone."""
    rng = np.random.default_rng(6)
    for line in (0.0, 1.0):
        whole, half = rng.normal(size=(4_000, 1)), rng.normal(size=(4_000, 300))
        treat = whole + half > line
        judged = (treat * (whole - half)).mean(axis=1)
        seen = (treat.mean(axis=1) ** 2).mean()
        assert seen < 0.85 * judged.var()
        more = (unsettled(treat.sum(axis=1), 300) ** 2).mean()
        assert seen + more == pytest.approx(judged.var(), rel=0.1)


def test_one_cut_is_not_enough():
    """It would show too little doubt."""
    with pytest.raises(BadInput, match="One cut"):
        compare(MOVED.seen, 2.0, 1.0, cuts=1)


@pytest.mark.slow
def test_learners_on_trees_join_where_they_are_asked_for():
    """Beside the others, on the same halves."""
    made = visits(6, 1_000, 0.4, 0.8)
    found = compare(made.seen, 0.05, 1.0, cuts=2, boosting=True)
    codes = {one.code for one in found.candidates}
    assert codes > {"s_boosted", "t_boosted", "x_boosted", "dr_boosted"}


def test_boosting_that_is_not_there_is_told(monkeypatch):
    """And how to have it."""
    monkeypatch.setattr("volver.decide.uplift.boosted.find_spec", lambda name: None)
    with pytest.raises(BadInput, match="not installed"):
        compare(MOVED.seen, 2.0, 1.0, boosting=True)


def candidate(code, value, gain, width=0.5, auuc=0.0):
    """One with intervals of a width on both sides."""
    none = Spread(0.0, 0.0)
    return Candidate(
        code=code,
        share=0.4,
        value=Estimate(value, value - width, value + width, 0.95),
        gain=Estimate(gain, gain - width, gain + width, 0.99),
        qini=none,
        auuc=Spread(auuc, 0.1),
        uplift_at=none,
        curve=(0.0,) * 11,
    )


@pytest.mark.parametrize(
    ("everybody", "learner", "gain", "plain", "do", "reasons"),
    [
        (1.0, 1.8, 0.8, "all", "target", ["all_pays", "beats_all"]),
        (1.0, 1.3, 0.3, "all", "all", ["all_pays", "no_better_than_all"]),
        (0.2, 0.9, 0.9, "none", "target", ["all_unproven", "beats_none"]),
        (0.2, 0.4, 0.4, "none", "none", ["all_unproven", "no_better_than_none"]),
        (-1.0, 0.4, 0.4, "none", "none", ["all_loses", "no_better_than_none"]),
        (-1.0, 0.7, 0.7, "none", "target", ["all_loses", "beats_none"]),
    ],
)
def test_the_advice_follows_from_the_intervals(everybody, learner, gain, plain, do, reasons):
    """Choosing is advised only where its gain over what is plain lies above nothing."""
    found = advise(
        [candidate("all", everybody, 0.0), candidate("t_linear", learner, gain)],
        lift(MOVED.seen, 0.95),
        plain,
    )
    assert found.do == do
    assert found.by == ("t_linear" if do == "target" else plain)
    assert [reason.code for reason in found.reasons[1:3]] == reasons


def test_whom_to_start_with_if_not_all_can_be_treated():
    """The best order, where it is clearly one; and where none is, so it says."""
    lifted = lift(MOVED.seen, 0.95)
    ways = [candidate("all", 1.0, 0.0), candidate("t_linear", 1.0, 0.0, auuc=0.15)]
    unclear = advise([*ways, candidate("response", 1.0, 0.0, auuc=0.19)], lifted, "all")
    assert unclear.order is None
    assert unclear.reasons[-1].code == "no_order"
    clear = advise([*ways, candidate("response", 1.0, 0.0, auuc=0.21)], lifted, "all")
    assert (clear.order, clear.reasons[-1].code) == ("response", "order")
