"""How much each candidate is trusted, and what a stack of them foretells."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.predict.worlds import LEAVING, asked, drawn

from volver.domain.errors import BadInput
from volver.predict.backtest import Backtest, Seen
from volver.predict.ladder import purchase_model
from volver.predict.noise import noise, sigma_points
from volver.predict.outlook import Outlook
from volver.predict.purchases.stacked import parts, spelled, stacked, without_clock
from volver.predict.scoring import Came, judge
from volver.predict.stack import mixed, shares

NAMES = ("mbg-nbd", "nbd", "mbg-cnbd-k")
SHARES = {"mbg-nbd": 0.5, "nbd": 0.2, "mbg-cnbd-k": 0.3}


@pytest.fixture(scope="module")
def base():
    """A shop of 600 customers."""
    return drawn(LEAVING, 600, seed=7)[0]


@pytest.fixture(scope="module")
def fits(base):
    """Three models of it, one with phases."""
    return {name: purchase_model(base, name) for name in NAMES}


@pytest.fixture(scope="module")
def outlooks(base, fits):
    """Each alone, and all together under None."""
    money = Seen(base, None).money
    alone = {name: Outlook(base, fitted, money, 180, 0.1) for name, fitted in fits.items()}
    together = stacked(list(SHARES.values()), list(fits.values()))
    return alone | {None: Outlook(base, together, money, 180, 0.1)}


def weighted(outlooks, of):
    """The same of each alone, in shares."""
    return sum(share * of(outlooks[name]) for name, share in SHARES.items())


@pytest.mark.parametrize("what", ["p_alive", "orders", "value"])
def test_what_a_stack_expects_is_the_mean_of_its_models(outlooks, what):
    """P(alive), orders and value, to the last digits."""
    assert getattr(outlooks[None], what) == pytest.approx(
        weighted(outlooks, lambda one: getattr(one, what)), rel=1e-9
    )


def test_its_distribution_is_their_mixture(outlooks, base):
    """P(N >= n) for n = 1 .. 20; tables may draw straight between different knots."""
    for n in (1, 2, 5, 20):
        at = np.full(len(base), n)
        alone = weighted(outlooks, lambda one, at=at: one.reached(at))
        assert outlooks[None].reached(at) == pytest.approx(alone, abs=2e-3)


def test_its_quantiles_lie_between_theirs(outlooks):
    """Of orders, exactly; of margins, which are drawn between those of the models."""
    for q in (0.05, 0.5, 0.95):
        alone = np.array([outlooks[name].orders_at(q) for name in NAMES])
        together = outlooks[None].orders_at(q)
        assert (together >= alone.min(axis=0) - 1).all()
        assert (together <= alone.max(axis=0) + 1).all()


def test_each_models_doubt_is_kept_and_all_move_together(fits):
    """The sigma points have each model's mean and covariance; the doubt of a total is more than if
    errors were apart, and at most that of the models in a row."""
    together = stacked(list(SHARES.values()), list(fits.values()))
    points = sigma_points(together)
    logs = np.array([point.log_parameters for point in points])
    assert logs.mean(axis=0) == pytest.approx(together.fit.log_parameters)
    centred = logs - logs.mean(axis=0)
    covariance = centred.T @ centred / len(logs)
    assert covariance[:4, :4] == pytest.approx(fits["mbg-nbd"].fit.covariance, abs=1e-9)
    assert covariance[4:6, 4:6] == pytest.approx(fits["nbd"].fit.covariance, abs=1e-9)

    for up, down in zip(points[::2], points[1::2], strict=True):
        for more, less in zip(up.models, down.models, strict=True):
            assert more.expected_new(365.0) >= less.expected_new(365.0)

    def doubt(of):
        return float(noise([np.array(m.expected_new(365.0)) for m in sigma_points(of)])) ** 0.5

    alone = {name: doubt(fitted) for name, fitted in fits.items()}
    in_a_row = sum(share * alone[name] for name, share in SHARES.items())
    apart = sum((share * alone[name]) ** 2 for name, share in SHARES.items()) ** 0.5
    assert apart < doubt(together) < 1.02 * in_a_row


def test_the_score_of_a_stack_is_that_of_the_mixture(base, fits):
    """Judged by its own distribution, and by the log scores of its models."""
    generator = np.random.default_rng(3)
    orders = generator.poisson(1.0, len(base))
    came = Came(date(2024, 1, 1), 180, orders, orders * 1.0)
    seen = Seen(base, came)
    trials = tuple(
        judge(name, name, Outlook(base, fitted, seen.money, 180, 0.0), came, False)
        for name, fitted in fits.items()
    )
    found = Backtest(trials, 180, False, seen={came.origin: seen}).with_stack(SHARES).trials[-1]
    expected = mixed({t.score.candidate: [t.log_scores] for t in trials}, SHARES)[0]
    assert found.score.candidate == spelled(SHARES)
    assert found.log_scores.mean() == pytest.approx(expected.mean(), abs=1e-3)


def test_an_origin_that_lacks_one_of_the_models_has_no_stack(base, fits):
    """Nothing is made up for it."""
    came = Came(date(2024, 1, 1), 180, base.x, base.x * 1.0)
    seen = Seen(base, came)
    outlook = Outlook(base, fits["nbd"], seen.money, 180, 0.0)
    tested = Backtest(
        (judge("nbd", "NBD", outlook, came, False),), 180, False, seen={came.origin: seen}
    )
    assert len(tested.with_stack({"nbd": 0.5, "mbg-nbd": 0.5}).trials) == 1


def test_the_shares_of_a_mixture_come_back():
    """20,000 numbers, 70 % from one distribution and 30 % from another; a third is beside them."""
    generator = np.random.default_rng(5)
    from scipy.stats import poisson

    kind = generator.random(20_000) < 0.7
    n = np.where(kind, generator.poisson(1.0, 20_000), generator.poisson(6.0, 20_000))
    logs = {str(mean): [poisson.logpmf(n, mean)] for mean in (1.0, 6.0, 30.0)}
    found = shares(logs)
    assert found == {"1.0": pytest.approx(0.7, abs=0.02), "6.0": pytest.approx(0.3, abs=0.02)}


def test_the_truth_gets_all_or_nearly_all():
    """A right model beside wrong ones: 20,000 numbers leave a few per cent to chance."""
    from scipy.stats import poisson

    n = np.random.default_rng(6).poisson(2.0, 20_000)
    logs = {str(mean): [poisson.logpmf(n, mean)] for mean in (2.0, 2.5, 1.5)}
    assert shares(logs)["2.0"] >= 0.9


@settings(max_examples=40)
@given(st.integers(2, 7), st.integers(1, 4), st.integers(0, 10_000))
def test_no_other_shares_score_better(models, origins, seed):
    """The top of a concave height: neither one model alone nor shares drawn at random are above
    it, but for rounding to whole per cents."""
    generator = np.random.default_rng(seed)
    logs = {str(k): [generator.normal(-1, 1, 50) for _ in range(origins)] for k in range(models)}
    found = shares(logs)
    assert sum(found.values()) == pytest.approx(1)
    assert all(round(100 * share) == pytest.approx(100 * share) for share in found.values())

    def height(by):
        return np.mean([scores.mean() for scores in mixed(logs, by)])

    others = [dict(zip(logs, row, strict=True)) for row in generator.dirichlet(np.ones(models), 20)]
    others += [{name: 1.0} for name in logs]
    assert height(found) >= max(height(other) for other in others) - 2e-3


def test_a_name_says_all_there_is_to_know():
    """Read and written back; a clock can be taken off."""
    name = "61% mbg-nbd-season + 34% pareto-nbd + 5% mbg-nbd"
    assert spelled(parts(name)) == name
    assert sum(parts(name).values()) == pytest.approx(1)
    assert without_clock(name) == "66% mbg-nbd + 34% pareto-nbd"
    assert without_clock("nbd-season") == "nbd"


@pytest.mark.parametrize("name", ["80% mbg-nbd + 21% nbd", "80% mbg-nbd + 20% abc", "80% mbg-nbd"])
def test_shares_that_make_no_stack_are_no_model(name):
    """They add up to more than all; a model is unknown; a part is missing."""
    with pytest.raises(BadInput, match="There is no model called"):
        asked(model=name)
    assert asked(model="80% mbg-nbd + 20% nbd-season").model


@pytest.mark.parametrize("name", ["60% mbg-nbd-groups + 40% nbd", "50% auto + 50% nbd"])
def test_what_cannot_be_stacked_is_refused(name):
    """Groups are a model for each profile; "auto" is none."""
    with pytest.raises(BadInput, match="There is no model called"):
        asked(model=name)
