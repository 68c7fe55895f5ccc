"""The challenger as a whole: when it wins, when it must not, and that it knows nothing to come."""

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.predict.challenger.worlds import lesson_of, vouchers
from tests.predict.test_select import chosen, trial
from tests.predict.worlds import LEAVING, asked, shop, sold

from volver.domain.ports import Quiet
from volver.domain.value import Step
from volver.predict.backtest import backtest
from volver.predict.challenger import duel, lesson
from volver.predict.challenger.learn import taught
from volver.predict.forecast import forecast

EARLY, LATE = date(2023, 1, 1), date(2024, 1, 1)
MODEL = [trial("mbg-nbd", -1.2, day) for day in (EARLY, LATE)]


def tried(*scores, **question):
    """The choice where a challenger has these mean log scores at the last origins."""
    days = (EARLY, LATE)[-len(scores) :]
    return chosen(*(trial("challenger", s, d) for s, d in zip(scores, days, strict=True)), *MODEL,
                  **question)  # fmt: skip


def test_it_enters_where_it_is_surely_better_at_every_origin():
    """The choice before it stays next in line, and the card says both figures."""
    found = tried(-1.0, -1.1)
    assert found.order[:2] == ("challenger", "mbg-nbd")
    assert found.why["challenger"].endswith(
        "a challenger was tried and won: Two-part boosting has a mean log score of -1.050 where"
        " MBG/NBD has -1.200, and is surely better at 2 of 2 origins"
    )
    assert found.moved("challenger") is None


@pytest.mark.parametrize("scores", [(-1.0, -1.2), (-1.0, -1.3), (-1.2, -1.2), (-0.5,)])
def test_it_stays_out_where_one_origin_leaves_a_doubt(scores):
    """However well it did at the other; and one origin alone is none."""
    found = tried(*scores)
    assert found.order[0] == "mbg-nbd"
    assert "challenger" not in found.order
    assert "a challenger was tried and lost" in found.why["mbg-nbd"]


def test_its_trials_do_not_change_what_others_are_chosen_by():
    """It is absent at the first origin; the others count there all the same."""
    assert "at 2 origins" in tried(-1.0).why["mbg-nbd"]


def test_who_names_a_model_gets_it():
    """A challenger or not."""
    assert tried(-1.0, -1.0, model="nbd").order == ("nbd",)


def test_a_gain_that_may_be_chance_is_none():
    """Two standard errors of the mean are enough, one is not."""
    noise = np.random.default_rng(1).normal(0, 1, 4000)
    noise -= noise.mean()
    error = noise.std() / 4000**0.5
    assert duel.surely_better(noise + 2.5 * error)
    assert not duel.surely_better(noise + 1.5 * error)
    assert not duel.surely_better(np.zeros(50))


@pytest.mark.long
def test_without_scikit_learn_one_sentence_says_so_and_how_to_have_it(monkeypatch):
    """And the forecast stands."""
    without = importlib.util.find_spec
    for module in (duel, lesson):
        monkeypatch.setattr(
            module, "find_spec", lambda name: None if name == "sklearn" else without(name)
        )
    orders = [(f"c{i:03d}", d, 10.0) for i in range(80) for d in range(i, 300, 17 + i)]
    card = forecast(shop(orders, 300), asked(60, challenger=True))
    assert card.why.endswith("to have it: pip install 'volver[challenger]'")
    assert card.model != "challenger"


@pytest.mark.long
def test_nobody_who_asks_for_no_challenger_loads_what_it_needs():
    """A forecast with all of its backtest."""
    code = (
        "import sys; from tests.predict.worlds import *;"
        "from volver.predict.forecast import forecast;"
        "orders = [(f'c{i:03d}', d, 10.0) for i in range(60) for d in range(i, 200, 17 + i)];"
        "card = forecast(shop(orders, 200), asked(60)); assert card.score_card.scores;"
        "assert not {'sklearn', 'threadpoolctl', 'joblib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.long
def test_too_young_a_shop_teaches_nothing_and_says_so():
    """Half a window before it, at least."""
    orders = [(f"c{i:03d}", d, 10.0) for i in range(80) for d in range(i, 300, 17 + i)]
    found, _ = lesson_of(shop(orders, 300), 250)
    assert found == "a challenger needs 375 days to learn from: there are 300"
    found, _ = lesson_of(shop(orders, 300), 100)
    assert found == "a challenger needs 300 customers to learn from: there are 80"
    card = forecast(shop(orders, 300), asked(60, challenger=True))
    assert card.why.endswith(
        "no challenger was tried: it needs 2 past days that can teach it, and there are 0"
    )


@pytest.fixture(scope="module")
def voucher_lesson():
    """What a shop with vouchers can teach."""
    return lesson_of(vouchers(900))[0]


@pytest.fixture(scope="module")
def boosted(voucher_lesson):
    """And what was learnt from it."""
    return taught(voucher_lesson, 0.0)


@pytest.mark.long
def test_the_same_lesson_is_learnt_alike(voucher_lesson, boosted):
    """To the bit, in another thread too."""
    with ThreadPoolExecutor(1) as beside:
        again = beside.submit(taught, voucher_lesson, 0.0).result()
    assert (again.orders == boosted.orders).all()
    assert (again.value_at(0.9) == boosted.value_at(0.9)).all()
    assert again.noise == boosted.noise


@pytest.mark.long
def test_who_came_for_a_voucher_and_is_past_it_is_not_expected(boosted, voucher_lesson):
    """Customers 0, 2, 4 ... after 200 days; a model of purchases cannot tell."""
    base = voucher_lesson.now.base
    has_voucher = np.arange(900) % 2 == 0
    over = has_voucher & (base.age > 250) & (base.age - base.t_x < 200)
    stays = ~has_voucher & (base.age > 250) & (base.age - base.t_x < 60)
    assert over.sum() > 20
    assert boosted.orders[over].mean() < 0.2 * boosted.orders[stays].mean()


@pytest.mark.long
def test_what_an_order_brings_scales_the_value_and_nothing_else(voucher_lesson, boosted):
    """Money in cents: the same orders, a hundred times the value."""

    def cents(known):
        base = replace(known.base, mean=known.base.mean * 100, first=known.base.first * 100)
        traces = {
            name: column * (100 if "margin" in name else 1) for name, column in known.traces.items()
        }
        return replace(known, base=base, traces=traces)

    given = replace(
        voucher_lesson,
        then=cents(voucher_lesson.then),
        now=cents(voucher_lesson.now),
        margin=voucher_lesson.margin * 100,
    )
    found = taught(given, 0.0)
    assert found.orders == pytest.approx(boosted.orders, rel=1e-2)
    assert found.value.sum() == pytest.approx(100 * boosted.value.sum(), rel=1e-2)


@pytest.mark.long
def test_a_shop_with_customers_that_no_model_sees_through_is_forecast_by_the_challenger():
    """It is surely better at every origin, and the card says what it has learnt from."""
    snapshot = vouchers(900)
    card = forecast(snapshot, asked(150, challenger=True))
    assert card.model == "challenger", card.why
    assert card.step is Step.INDIVIDUAL
    assert card.title == "Two-part boosting"
    assert "a challenger was tried and won" in card.why
    assert any("the challenger has learnt from" in note for note in card.notes)
    last = {s.candidate: s for s in card.score_card.scores}
    assert last["challenger"].crps < last["mbg-nbd"].crps
    stored = snapshot.columns("SELECT * FROM forecasts ORDER BY n")
    assert np.isnan(stored["p_alive"]).all()
    assert (stored["value_low"] <= stored["value"] + 1e-9).mean() > 0.99
    assert (stored["expected_orders_low"] <= stored["expected_orders_high"]).all()


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_where_a_model_of_purchases_is_the_truth_the_challenger_does_not_win(seed):
    """Nothing is left to learn; it comes near, since it is told what the model says."""
    card = forecast(sold(LEAVING, 1500, seed=seed), asked(150, challenger=True))
    assert card.model != "challenger"
    assert "a challenger was tried and lost" in card.why
    scores = card.score_card.scores
    ours = [s for s in scores if s.candidate == "challenger"]
    theirs = {s.origin: s for s in scores if s.candidate == "mbg-nbd"}
    assert len(ours) >= 2
    for one in ours:
        assert one.log_score < theirs[one.origin].log_score + 0.01
        assert one.log_score > theirs[one.origin].log_score - 0.05
        for held in one.coverage:
            assert held.orders == pytest.approx(held.level, abs=0.05)
            assert held.margin == pytest.approx(held.level, abs=0.05)


@pytest.mark.long
def test_what_comes_after_an_origin_cannot_change_what_the_challenger_foretold():
    """Orders of the last test window doubled, and of great amounts."""
    later = [(f"c{who:05d}", day, 500.0) for who in range(0, 900, 2) for day in (790, 850)]
    asks = asked(150, challenger=True)
    plain, busy = (backtest(vouchers(900, later=more), asks, Quiet()) for more in ((), later))
    ours = [
        [t.score for t in tested.trials if t.score.candidate == "challenger"]
        for tested in (plain, busy)
    ]
    assert len(ours[0]) >= 2
    for one, other in zip(*ours, strict=True):
        assert one.total_orders.forecast == other.total_orders.forecast
        assert one.total_margin.forecast == other.total_margin.forecast
    assert ours[0][-1].total_orders.actual < ours[1][-1].total_orders.actual
