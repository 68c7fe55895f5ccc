"""What is chosen on a sample of customers is what would be chosen on all of them."""

from dataclasses import replace

import numpy as np
import pytest
from tests.predict.worlds import LEAVING, asked, shop

from volver.domain.ports import Quiet
from volver.predict import backtest as backtests
from volver.predict.forecast import forecast
from volver.stats.simulate import simulate

pytestmark = pytest.mark.long

CUSTOMERS = 80_000
STAYING = replace(LEAVING, r=0.5, alpha=150.0, b=1e6)
"""Customers who order less often and never leave."""
AS_OF = 730


def orders(world, customers, seed, prefix):
    """Rows (customer, day, margin) known by the last day."""
    found, _ = simulate(world, customers, 540, AS_OF, 1, np.random.default_rng(seed))
    seen = found.day <= AS_OF
    names = (f"{prefix}{who:06d}" for who in found.customer[seen])
    return list(zip(names, found.day[seen], found.margin[seen].round(2), strict=True))


@pytest.mark.parametrize("share_who_stay", [0.0, 0.4])
def test_a_sample_chooses_as_all_customers_would(share_who_stay, monkeypatch):
    """Where one model is the truth, and where there are two kinds of customers; the total differs
    by less than one per cent."""
    staying = round(CUSTOMERS * share_who_stay)
    rows = orders(LEAVING, CUSTOMERS - staying, 1, "a")
    rows += orders(STAYING, staying, 2, "b") if staying else []
    snapshot = shop(rows, AS_OF)
    assert CUSTOMERS > backtests.SAMPLE
    some = forecast(snapshot, asked(days=180), Quiet())
    monkeypatch.setattr(backtests, "SAMPLE", CUSTOMERS + 1)
    whole = forecast(snapshot, asked(days=180), Quiet())
    assert some.score_card.sampled
    assert not whole.score_card.sampled
    assert some.model == whole.model
    assert some.total_orders.value == pytest.approx(whole.total_orders.value, rel=0.01)
    if not share_who_stay:
        assert whole.model == "mbg-nbd"
