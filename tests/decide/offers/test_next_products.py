"""The two lists of a customer, and what each suggestion says."""

import numpy as np
import pytest
from scipy import stats
from tests.decide.offers.logs import log

from volver.decide.offers.next_products import Ask, NextProducts, next_products, risen
from volver.domain.estimate import NotEnough

MONTH = 28
KINDS = {"milk": "cold", "flour": "baking", "yeast": "baking"}


def shop():
    """630 customers over 20 weeks: all buy milk each week, each third takes flour once.

    Of those the first hundred take yeast 21 days later, the next ten months later.
    """
    rows = [(n, day + n % 7, "milk") for n in range(630) for day in range(0, 133, 7)]
    rows += [(n, 20 + n % 30, "flour") for n in range(0, 630, 3)]
    rows += [(n, 41 + n % 30, "yeast") for n in range(0, 300, 3)]
    rows += [(n, 130, "yeast") for n in range(300, 330, 3)]
    rows += [(n, 138, "flour") for n in (1, 4)]
    return log(rows, as_of=140, category=KINDS)


@pytest.fixture(scope="module")
def found() -> NextProducts:
    """The lists of that shop."""
    made = next_products(shop(), 0.8, ask=Ask(window_days=MONTH))
    assert isinstance(made, NextProducts)
    return made


def of(found, n, kind):
    """Suggestions of a kind by product."""
    return {one.products[0]: one for one in found.of(n) if one.kind == kind}


@pytest.mark.mission("X1")
def test_each_suggestion_says_why_on_how_much_and_what_it_brings(found):
    """Its reason's figures recount from the log, its margin from its terms."""
    milk = of(found, 7, "replenish")["milk"]
    figures = milk.reason.figures
    assert milk.reason.code == "buys_again"
    assert (figures["times"], milk.support) == (19, 19)
    assert figures["days_since"] == 140 - 126
    assert figures["usual_gap"] == pytest.approx(7, rel=0.01)
    assert milk.owned == ("milk",)
    terms = milk.terms
    assert terms.chance_with >= terms.chance_without > 0.9
    assert terms.incremental_margin == pytest.approx(
        terms.chance_with * 4 - terms.chance_without * 4
    )

    yeast = of(found, 1, "discover")["yeast"]
    figures = yeast.reason.figures
    assert yeast.reason.code == "bought_together"
    assert yeast.owned == ("flour",)
    with_flour, with_both, with_yeast = 210 + 2, 110, 110
    assert yeast.support == figures["together"] == with_both
    assert figures["share"] == pytest.approx(with_both / with_flour)
    assert figures["share_of_all"] == pytest.approx(with_yeast / 630)
    assert figures["lift"] == pytest.approx(with_both / with_flour / (with_yeast / 630))
    assert figures["lift_low"] < figures["lift"] < figures["lift_high"]


@pytest.mark.mission("X3")
def test_a_moment_for_each(found):
    """Yeast comes 21 days after flour: in 19 for who took it 2 days ago, now for the late one."""
    fresh, late = of(found, 4, "discover")["yeast"], of(found, 603, "discover")["yeast"]
    assert fresh.reason.figures["gap"] == late.reason.figures["gap"] == 21
    assert fresh.in_days == 19
    assert late.in_days == 0
    assert of(found, 7, "replenish")["milk"].in_days <= 2  # a week since, twice over


@pytest.mark.mission("X4")
def test_every_suggestion_has_something_owned(found):
    """Here everybody has bought something."""
    for n in range(0, 630, 7):
        has = {found.bought.products.ids[p] for p in found.bought.product[found.bought.n == n]}
        for one in found.of(n):
            assert one.owned
            assert set(one.owned) <= has
            assert (one.products[0] in has) == (one.kind == "replenish")


def test_the_chance_without_an_offer_is_what_came_of_the_window_before(found):
    """Of all scores together, as many as were bought in the last 28 days of those on the lists."""
    chances = found.chances["replenish"]
    again = found.again
    at = found.bought.as_of - MONTH
    past = next_products(found.bought.until(at), 0.8, ask=Ask(window_days=MONTH))
    then = {
        (int(n), int(p))
        for n, p, day in zip(found.bought.n, found.bought.product, found.bought.day, strict=True)
        if day > at
    }
    hit = [(int(n), int(p)) in then for n, p in zip(past.again.n, past.again.product, strict=True)]
    assert chances.seen == len(hit)
    told = [chances.of(score) for score in past.again.score.astype(float)]
    assert np.mean(told) == pytest.approx(np.mean(hit), abs=0.02)
    assert len(again.n) >= chances.seen
    assert (np.diff(chances.share) >= 0).all()


def test_chances_rise_with_scores():
    """Isotonic: 0, 1, 0 becomes 0, 1/2, 1/2."""
    told = risen(np.array([1.0, 2.0, 3.0]), np.array([False, True, False]))
    assert told.share.tolist() == pytest.approx([0, 0.5, 0.5])
    assert told.of(2.5) == pytest.approx(0.5)
    assert told.of(-7) == 0


def test_terms_take_odds_and_a_discount():
    """Chance 0.25, odds twofold: 2/3 against 1 is 0.4; of 4 a tenth of 10 is given away."""
    terms = Ask(odds=2.0, discount=0.1, cost=0.05).terms(0.25, margin=4.0, price=10.0)
    assert terms.chance_with == pytest.approx(0.4)
    assert terms.incremental_margin == pytest.approx(0.4 * 3 - 0.25 * 4 - 0.05)


def test_a_discount_on_what_they_buy_anyway_loses():
    """The surer the purchase, the less an offer brings."""
    ask = Ask(odds=1.5, discount=0.1)
    brought = [ask.terms(chance, 4.0, 10.0).incremental_margin for chance in (0.1, 0.5, 0.95)]
    assert brought[0] > 0 > brought[2]
    assert brought[1] > brought[2]


def test_a_log_that_is_too_short_says_so():
    """There is no window before in which to see what came of such lists."""
    made = next_products(log([(n, 0, "a") for n in range(300)], as_of=10), 0.8)
    assert isinstance(made, NotEnough)


def test_lists_of_the_past_know_nothing_of_the_future():
    """The same lists from the log until a day, whatever came after."""
    whole = shop()
    one = next_products(whole.until(100), 0.8)
    other = next_products(
        log(
            [
                (int(n), int(day), whole.products.ids[p])
                for n, day, p in zip(whole.n, whole.day, whole.product, strict=True)
                if day <= 100
            ],
            as_of=100,
            category=KINDS,
        ),
        0.8,
    )
    assert [one.of(n) for n in range(0, 630, 70)] == [other.of(n) for n in range(0, 630, 70)]


def test_due_dates_agree_with_the_chance_of_the_gap(found):
    """The median is where half of what is left has come."""
    row = np.array([0])
    middle = float(found.habits.due(row, 0.8)[1][0])
    assert found.habits.chance(row, middle)[0] == pytest.approx(0.5, abs=1e-6)
    gap = stats.lognorm(found.habits.spread[0], scale=np.exp(found.habits.log_gap[0]))
    assert gap.median() == pytest.approx(7, rel=0.05)
