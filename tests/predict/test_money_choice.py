"""Which model of margins is taken: the usual one, unless another did better in the past."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.predict.margins import known, losing, together
from tests.predict.worlds import asked, shop

from volver.predict.forecast import forecast
from volver.predict.groups.money import money_by_group
from volver.predict.groups.profiles import grouped
from volver.predict.ladder import purchase_model
from volver.predict.money.choice import MoneyChoice, choose_money, money_model
from volver.predict.money.normal import NormalMoney
from volver.predict.money.paced import PacedMoney
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.order_value.paced import PacedGammaGamma
from volver.predict.scoring import Came


def came(orders, margin):
    """What came in a year."""
    return Came(date(2024, 1, 1), 365, np.asarray(orders, dtype=np.int64), np.asarray(margin))


def paced_shop(rank, seed):
    """One origin of a shop whose spend hangs together with the rate."""
    base, orders, margin = together(4000, seed, rank)
    return base, came(orders, margin)


def seen_losing(seed):
    """One origin of a shop with losses, three orders of each customer to come."""
    base, _, later = losing(3000, seed, more=3)
    return base, came(np.full(3000, 3), later.sum(axis=1))


def test_spend_that_goes_with_the_rate_is_modelled_where_it_forecasts_better():
    """Two origins, a strong copula: chosen, told, and the model that is then fitted."""
    seen = [paced_shop(0.6, seed) for seed in (1, 2)]
    choice = choose_money(seen)
    assert choice.title == "Gamma-Gamma by order rate"
    assert choice.said.startswith("given the number of orders, Gamma-Gamma by order rate has")
    money, why = money_model(seen[0][0], choice)
    assert money.title == choice.title
    assert why == choice.said


def test_independent_spend_stays_with_gamma_gamma():
    """Ten shops: never another model."""
    choices = [
        choose_money([paced_shop(0.0, seed), paced_shop(0.0, 50 + seed)]) for seed in range(5)
    ]
    assert all(choice is None or choice.title == "Gamma-Gamma" for choice in choices)


def test_losses_are_modelled_with_a_spread_of_each_customers_own():
    """Against means drawn to the middle, which take all customers to scatter alike."""
    seen = [seen_losing(seed) for seed in (1, 2)]
    choice = choose_money(seen)
    assert choice.title == "normal-inverse-gamma"
    money, why = money_model(seen[0][0], choice)
    assert money.title == "normal-inverse-gamma"
    assert why.startswith("Gamma-Gamma knows no losses")


def test_the_backtests_word_is_taken():
    """Shrunken means, where they are said to have done better; and why."""
    base = losing(500, seed=1)[0]
    money, why = money_model(base, MoneyChoice("shrunken mean", "they did better"))
    assert (money.title, why) == ("shrunken mean", "they did better")
    nobody = came(np.zeros(500), np.zeros(500))
    assert choose_money([(base, nobody)]) is None


def test_without_the_squares_losses_have_the_shrunken_mean():
    """What is not known cannot be fitted."""
    base = replace(losing(500, seed=3)[0], squares=None)
    money, why = money_model(base)
    assert money.title == "shrunken mean"
    assert why.startswith("Gamma-Gamma knows no losses")


@pytest.mark.slow
def test_a_shop_with_losses_is_forecast_from_its_orders():
    """From lines to the card: squares from the store, words for why."""
    generator = np.random.default_rng(4)
    orders = []
    for i in range(400):
        own, spread = generator.normal(10, 20), generator.gamma(3.0, 5.0)
        days = generator.integers(400) + np.cumsum(generator.exponential(60, 12)).astype(int)
        days = np.unique(days[days < 700])[: generator.integers(1, 12)]
        orders += [(f"c{i:04d}", int(day), round(generator.normal(own, spread), 2)) for day in days]
    card = forecast(shop(orders, 700), asked(model="nbd"))
    assert card.money.title == "normal-inverse-gamma"
    assert card.money.parameters["mu"] == pytest.approx(10, abs=3)
    assert len(card.money.tested) >= 1
    assert any(note.startswith("margins are by normal-inverse-gamma") for note in card.notes)


def in_two_groups(base):
    """Every second customer is of the web, the others of the shop."""
    told = ['{"channel": "web"}', '{"channel": "shop"}']
    return replace(base, groups=grouped([told[i % 2] for i in range(len(base))]))


def test_groups_have_means_of_their_own_where_margins_may_be_losses():
    """The web brings 30 more an order: of a new customer, and of one who has one order."""
    base = losing(4000, seed=5)[0]
    more = np.where(np.arange(4000) % 2 == 0, 30.0, 0.0)
    base = in_two_groups(replace(base, first=base.first + more, mean=base.mean + more))
    found = money_by_group(base, NormalMoney.fit(base))
    shop, web = found.of_new.mean
    assert (shop, web) == (pytest.approx(10, abs=2), pytest.approx(40, abs=2))
    one = known([[20.0]])
    low, high = (part.per_order(one)[0] for part in found.parts)
    assert low < 20 < high


def test_a_new_customer_of_a_shop_by_order_rate_has_its_order_value():
    """In every group that of a customer with no order and no age, weighed by the orders to come."""
    base = in_two_groups(together(4000, 1, 0.6)[0])
    plain = GammaGamma.fit(base.spend)
    rates = purchase_model(base, "mbg-nbd").model
    money = PacedMoney(PacedGammaGamma.fit(base, plain, rates))
    found = money_by_group(base, money)
    assert found.of_new.mean == pytest.approx(np.full(2, money.of_new[0]))
    assert money.of_new[0] > 1.02 * plain.model.expected(np.zeros(1), np.zeros(1))[0]
    assert 0 < money.of_new[1] < money.of_new[0] ** 2 / 100


def test_origins_whose_usual_models_differ_are_not_compared_with_each_other():
    """Too few came back at the first origins for Gamma-Gamma: only the last two have it, and are
    of other customers than the first."""
    few = [seen_losing(seed) for seed in (1, 2)]
    later = [paced_shop(0.0, seed) for seed in (3, 4)]
    choice = choose_money([*few, *later])
    assert choice is None or choice.title == "Gamma-Gamma"
