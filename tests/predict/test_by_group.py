"""Groups of known effects: they are found, small ones are drawn in, and forecasts gain by them."""

from dataclasses import replace

import numpy as np
import pytest
from tests.predict.worlds import LEAVING, asked, mixed, shop, sold_in

from volver.domain.ports import Quiet
from volver.domain.value import Step
from volver.predict.backtest import backtest
from volver.predict.forecast import forecast
from volver.predict.groups.money import Means, credible, money_by_group
from volver.predict.groups.newcomers import _Ask, new_customers
from volver.predict.groups.prediction import ByGroup, by_group, grouped_model
from volver.predict.groups.profiles import grouped
from volver.predict.ladder import climb, money_model
from volver.predict.money.plain import ShrunkenMean
from volver.predict.noise import sigma_points
from volver.predict.outlook import Outlook
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED
from volver.predict.purchases.grouped import FAMILIES, Effects, Grouped
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import Fitted
from volver.predict.select import choose
from volver.stats.pooling import LEAST_SPREAD, own_fit
from volver.stats.simulate import with_effects

pytestmark = pytest.mark.slow

SLOW = replace(LEAVING, alpha=200.0, r=1.2)
"""Orders a month or more apart: hardly two fall on one day."""
EFFECTS = {"ads": (-0.6, 0.3, -0.3), "fair": (0.2, 0.5, 0.1), "shop": (-0.2, -0.3, 0.0),
           "web": (0.6, -0.5, 0.4)}  # fmt: skip
SIZES = {"ads": 1500, "fair": 1500, "shop": 2500, "web": 2500}


def world_of(effects=EFFECTS, sizes=SIZES, like=SLOW):
    """A world for each group."""
    return {name: (with_effects(like, *effects[name]), sizes[name]) for name in sizes}


@pytest.fixture(scope="module")
def known():
    """Customers of four groups, and the truth."""
    return mixed(world_of(), seed=3, as_of=1200)


def fitted(base, kind=MbgNbd):
    """The fit without groups, and with them."""
    common = kind.fit(base.histories)
    return common, grouped_model(base, common)


def outlooks(base, days=365):
    """What both foretell."""
    common, found = fitted(base)
    money = money_model(base)[0]
    margins = money_by_group(base, money)
    return Outlook(base, common, money, days, 0.1), by_group(base, found, margins, days, 0.1)


def test_effects_are_recovered(known):
    """Each contrast with the mean of the four, within three of its standard errors."""
    _, found = fitted(known[0])
    own = found.model.parameters()
    size = found.model.maps.shape[1]
    for process, at in (("ordering", 0), ("leaving", 1)):
        names = [f"{process}, channel: {name}" for name in SIZES]
        effects = np.array([own[name] for name in names])
        truth = np.array([EFFECTS[name][at] for name in SIZES])
        centre = np.eye(4) - 0.25
        places = size + np.array([found.model.effects.index(name) for name in names])
        covariance = centre @ found.fit.covariance[np.ix_(places, places)] @ centre
        gap = centre @ (effects - truth)
        assert np.abs(gap / np.sqrt(np.diag(covariance))).max() < 3
        assert np.abs(gap).max() < 0.25


def test_every_model_of_the_catalogue_takes_groups(known):
    """The likelihood rises, and the profile that orders most is the one that does."""
    for name, kind in GROUPED.items():
        common, found = fitted(known[0], kind)
        assert found.model.name == name
        assert found.model.title == f"{kind.title} with groups"
        assert found.fit.log_likelihood > common.fit.log_likelihood + 50
        rates = [found.model.of(k).expected_new(365) for k in range(4)]
        assert int(np.argmax(rates)) == 3
    assert set(FAMILIES) == {CANDIDATES[name.removesuffix("-groups")] for name in GROUPED}


def test_the_likelihood_is_the_sum_of_the_profiles_own(known):
    """Recounted through the models of the profiles, one by one."""
    base = known[0]
    _, found = fitted(base)
    parts = [
        found.model.of(k).log_likelihood(part.histories) for k, part in enumerate(base.parts())
    ]
    assert found.fit.log_likelihood == pytest.approx(sum(parts), abs=1e-6)


def test_a_small_group_is_drawn_to_the_middle():
    """Eight customers of the web's habits: their effect is a fraction of a large group's."""
    sizes = {**SIZES, "tiny": 8}
    effects = {**EFFECTS, "tiny": EFFECTS["web"]}
    base = mixed(world_of(effects, sizes), seed=5, as_of=1200)[0]
    _, found = fitted(base)
    own = found.model.parameters()
    tiny, web = (abs(own[f"ordering, channel: {name}"]) for name in ("tiny", "web"))
    assert tiny < 0.75 * web
    places = [found.model.maps.shape[1] + found.model.effects.index(f"ordering, channel: {name}")
              for name in ("tiny", "web")]  # fmt: skip
    errors = np.sqrt(np.diag(found.fit.covariance))[places]
    assert errors[0] > 1.3 * errors[1]


def test_groups_without_an_effect_change_next_to_nothing():
    """The same world under four names: tau is near 0, and forecasts stay what they were."""
    alike = dict.fromkeys(SIZES, (0.0, 0.0, 0.0))
    base = mixed(world_of(alike), seed=7, as_of=1200)[0]
    plain, grouped_ = outlooks(base)
    assert grouped_.fitted.model.spreads.max() < 0.1
    assert grouped_.orders.sum() == pytest.approx(plain.orders.sum(), rel=0.005)
    assert np.abs(grouped_.orders / plain.orders - 1).max() < 0.1


def test_forecasts_with_groups_score_better_where_groups_differ(known):
    """By more than chance, on what came in the year after."""
    base, truth = known
    plain, grouped_ = outlooks(base)
    came = truth.future_orders

    def log_score(one):
        return np.log(np.maximum(one.reached(came) - one.reached(came + 1), 1e-12))

    gain = log_score(grouped_) - log_score(plain)
    assert gain.mean() > 2 * gain.std() / len(gain) ** 0.5
    for profile in range(4):
        who = base.groups.profile == profile
        missed = [abs(one.orders[who].sum() / came[who].sum() - 1) for one in (plain, grouped_)]
        assert missed[1] < 0.08


def test_customers_get_what_their_profiles_model_says(known):
    """Parts are put together by customer; with all in one profile it is the model as it was."""
    base = known[0]
    _, found = outlooks(base)
    for k, who in enumerate(base.groups.members()):
        part = found.parts[k]
        assert np.array_equal(found.orders[who], part.orders)
        assert np.array_equal(found.value[who], part.value)
        assert np.array_equal(found.value_at(0.9)[who], part.value_at(0.9))
        assert np.array_equal(found.orders_at(0.9)[who], part.orders_at(0.9))
        assert np.array_equal(found.variances[1][who], part.variances[1])
        assert np.array_equal(found.p_alive[who], part.p_alive)
    n = np.arange(len(base)) % 3
    assert found.reached(n)[n == 0] == pytest.approx(1)


def test_the_noise_of_a_total_counts_what_profiles_share(known):
    """By the sigma points of the whole fit, which move all profiles at once."""
    base = known[0]
    _, found = outlooks(base)
    fit, model = found.fitted.fit, found.fitted.model

    class Whole:
        def from_log_parameters(self, logs):
            return replace(model, theta=logs)

    def total(one):
        value = 0.0
        for k, part in enumerate(base.parts()):
            own, rows = one.of(k), part.rows
            alive = own.p_alive(rows.x, rows.t_x, rows.age)
            if_alive = own.expected_if_alive(rows.x, rows.age, 365)
            value += float((alive * if_alive * rows.count).sum())
        return value

    logs = np.log([total(one) for one in sigma_points(Fitted(Whole(), fit))])
    relative = float(np.mean(((logs[::2] - logs[1::2]) / 2) ** 2))
    assert found.noise[0] ** 0.5 == pytest.approx(relative**0.5 * found.orders.sum(), rel=0.15)


def test_order_values_differ_by_group(known):
    """Means of e^effect; one amount for all stays one amount."""
    base, _ = known
    money = money_model(base)[0]
    margins = money_by_group(base, money)
    logs = np.log(margins.of_new.mean)
    truth = np.array([EFFECTS[name][2] for name in SIZES])
    assert logs - logs.mean() == pytest.approx(truth - truth.mean(), abs=0.06)
    assert margins.spread == pytest.approx(np.std(truth), rel=0.5)
    once = replace(base, x=np.minimum(base.x, 1))
    shrunken = money_by_group(once, ShrunkenMean.fit(once))
    logs = np.log(shrunken.of_new.mean)
    assert logs - logs.mean() == pytest.approx(truth - truth.mean(), abs=0.1)


def test_means_of_groups_are_credible():
    """Alike: all have one mean, and know it as well as all together; one customer counts little."""
    generator = np.random.default_rng(2)
    alike = [np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0, 1.0, 3.0])]
    assert credible(alike).mean == pytest.approx([2.0, 2.0])
    apart = [generator.normal(mean, 5, size) for mean, size in ((10, 400), (20, 400), (30, 1))]
    found = credible(apart)
    assert isinstance(found, Means)
    assert found.mean[:2] == pytest.approx([10, 20], abs=1)
    assert abs(found.mean[2] - found.elsewhere[0]) < abs(apart[2][0] - found.elsewhere[0])
    assert found.variance[2] > 5 * found.variance[0]
    assert found.elsewhere[1] > found.variance.max()


def truth_of_new(world, days, annual, customers=60_000, seed=9):
    """Mean discounted margin of repeat orders in the first days, simulated."""
    from volver.stats.simulate import simulate

    orders, _ = simulate(world, customers, 1, days, 1, np.random.default_rng(seed))
    first = orders.day[np.append(True, np.diff(orders.customer) != 0)][orders.customer]
    later = (orders.day > first) & (orders.day <= first + days)
    worth = orders.margin * (1 + annual) ** (-(orders.day - first) / 365.25)
    return float(worth[later].sum()) / customers


def test_a_new_customers_value_lies_in_its_interval(known):
    """In each of the groups; with the first order on top before it; and most widely where nobody
    has been seen."""
    base, _ = known
    question = asked()
    rung = climb(shop([("a", 1, 5.0)], 10), base, question, ("mbg-nbd-groups",), {})
    assert rung.step is Step.INDIVIDUAL
    assert isinstance(rung.prediction, ByGroup)
    found = new_customers(base, rung, question)
    rows = {row.levels: row for row in found.rows}
    annual = question.rate.annual
    inside = 0
    for name, (world, many) in world_of().items():
        row = rows[(name,)]
        assert row.customers == many
        truth = truth_of_new(world, question.days, annual)
        inside += row.acquired.low <= truth <= row.acquired.high
        assert row.acquired.value == pytest.approx(truth, rel=0.15)
        mean = world.p * world.gamma / (world.q - 1)
        assert row.order_value == pytest.approx(mean, rel=0.06)
        assert row.prospect.value == pytest.approx(row.acquired.value + row.first_margin)
        assert row.prospect.low < row.prospect.value < row.prospect.high
    assert inside >= 3
    unseen = rows[()]
    widths = [row.acquired.high / row.acquired.low for row in found.rows[:-1]]
    assert unseen.customers == 0
    assert unseen.acquired.high / unseen.acquired.low > 2 * max(widths)
    assert unseen is found.rows[-1]


def test_new_customers_are_told_where_groups_do_not_win(known):
    """By the chosen model with groups; by nothing where a simple rule forecasts."""
    base, _ = known
    question = asked()
    lonely = shop([("a", 1, 5.0)], 10)
    plain = new_customers(base, climb(lonely, base, question, ("mbg-nbd",), {}), question)
    wins = new_customers(base, climb(lonely, base, question, ("mbg-nbd-groups",), {}), question)
    assert plain == wins
    rule = climb(lonely, base, question, ("same-rate",), {})
    assert new_customers(base, rule, question) is None
    assert new_customers(replace(base, groups=None), rule, question) is None


@pytest.mark.parametrize("name", ["81% mbg-nbd + 19% nbd", "60% pareto-nbd-season + 40% nbd"])
def test_new_customers_of_a_stack_are_told_by_its_largest_model(known, name):
    """Not by NBD, under which new customers would never leave."""
    base = known[0]
    rung = climb(shop([("a", 1, 5.0)], 10), base, asked(), ("mbg-nbd",), {})
    found = new_customers(base, replace(rung, model=name), asked())
    assert found.title == f"{'MBG' if 'mbg' in name else 'Pareto'}/NBD with groups"


def test_a_mean_near_zero_may_be_a_loss(known):
    """A group's order value of 1 with a standard error of 2."""
    base = known[0]
    found = fitted(base)[1]
    ask = _Ask(found, asked())
    row = ask.row(("web",), 10, own_fit(found.fit, found.model.maps[0]), (1.0, 4.0), (0.0, 0.0))
    assert row.acquired.low < 0 < row.acquired.value < row.acquired.high


def test_a_group_of_one_customer_and_one_of_all_are_forecast():
    """Nothing is divided by what is not there."""
    base = mixed({"web": (LEAVING, 400), "one": (LEAVING, 1)}, seed=2)[0]
    _, found = outlooks(base)
    for what in (found.orders, found.value, found.orders_at(0.9), found.value_at(0.9)):
        assert np.isfinite(what).all()
    assert np.isfinite(found.noise).all()
    alone = replace(base, groups=grouped(['{"channel":"web"}'] * len(base)))
    assert grouped_model(alone, MbgNbd.fit(alone.histories)) == (
        "no groups: every customer is of one and the same"
    )


def test_the_backtest_chooses_groups_only_where_they_win():
    """By the rule of all other candidates; what was tried and not chosen is said."""
    apart = {
        "shop": (with_effects(LEAVING, -0.9, 0.6), 700),
        "web": (with_effects(LEAVING, 0.9, -0.6), 700),
    }
    alike = {"shop": (LEAVING, 300), "web": (LEAVING, 300)}
    question = asked()
    card = forecast(sold_in(apart, seed=4), question)
    assert card.model in GROUPED
    assert "groups by channel: the logs of their rates of ordering scatter by" in card.why
    assert [row.levels for row in card.new_customers.rows][-1] == ()
    tested = backtest(sold_in(alike, seed=4), question, Quiet())
    choice = choose(question, tested)
    assert choice.order[0] not in GROUPED
    assert "groups were tried, and are no better" in choice.why[choice.order[0]]


def test_effects_alike_are_one_parameter():
    """In both rates at once."""
    effects = Effects(("a", "b"), np.eye(2), alike=("a",))
    maps, places, names = effects.maps(FAMILIES[MbgNbd], 4)
    assert names == ("ordering, b", "ordering, a", "leaving, b")
    assert [place.tolist() for place in places] == [[4, 5], [6]]
    theta = np.array([0.0, 0, 0, 0, 10, 1, 100])
    assert (maps @ theta).tolist() == [[0, -1, 1, 0], [0, -10, 100, 0]]
    assert LEAST_SPREAD > 0
    assert Grouped.suffix == "-groups"
