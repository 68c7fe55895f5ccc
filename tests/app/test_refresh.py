"""What is known of a day stays what it was, and money without a rate is no money."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.shop import DAYS, START, engine_with, order, shops

from volver.app.refresh import look
from volver.domain.errors import BadInput
from volver.domain.settings import Settings

SHOP = [
    order(1, "ana", 0, "10.00", category="shoes"),
    order(2, "ana", 1, "20.00", category="hats"),
    order(3, "bo", 1, "40.00"),
]


@pytest.mark.slow
@settings(max_examples=15)
@given(shop=shops(), more=shops(), day=st.integers(0, DAYS))
def test_a_day_looks_the_same_ever_after(shop, more, day):
    """Later lines change neither the basis, nor the rate of a missing cost, nor the views."""
    as_of = START.fromordinal(START.toordinal() + day)
    known = [line for line in shop if line.day <= as_of] or [order(99, "zoe", 0, "1.00")]
    later = [line for line in shop + more if line.day > as_of]
    then, facts_then = look(engine_with(known), Settings(), as_of)
    now, facts_now = look(engine_with(known + later), Settings(), as_of)
    assert facts_now == facts_then
    assert now.shape == then.shape
    ask = "SELECT * FROM histories ORDER BY n"
    assert now.rows(ask) == then.rows(ask)


def test_a_category_takes_its_own_rate_and_the_others_the_common_one():
    """4 of 10, 5 of 20, 10 of 40."""
    snapshot, _ = look(
        engine_with(SHOP), Settings(margin_rates={"shoes": 0.4}, margin_rate=0.25), None
    )
    found = snapshot.rows("SELECT CAST(margin AS DOUBLE) FROM net_orders ORDER BY order_key")
    assert found == [(4.0,), (5.0,), (10.0,)]


@pytest.mark.parametrize(
    ("rates", "named"),
    [({"shoes": 0.4}, "hats, lines without a category"),
     ({"shoes": 0.4, "hats": 0.2}, "lines without a category")],
)  # fmt: skip
def test_a_category_without_any_rate_is_refused_by_name(rates, named):
    """Its margin would be missing from every sum, and nobody would see it."""
    with pytest.raises(BadInput) as caught:
        look(engine_with(SHOP), Settings(margin_rates=rates), None)
    assert caught.value.what == f"No margin rate is set for {named}"
    assert "margin_rate" in caught.value.next_step


def test_a_day_before_the_first_order_is_refused():
    """There is nothing to look at, and the reader is told what to do."""
    with pytest.raises(BadInput, match="no order to look at on or before"):
        look(engine_with(SHOP), Settings(), START.replace(year=2020))


def test_a_day_that_has_not_come_is_refused():
    """Until then everybody would seem to have stayed away, and be worth nothing."""
    with pytest.raises(BadInput, match="has not come yet"):
        look(engine_with(SHOP), Settings(), START.replace(year=9999))
