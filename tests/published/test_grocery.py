"""Every family on one shop whose customers are regular gives the numbers that were printed.

A web grocer, 1,525 customers who first ordered in 2006; fitted on 2006, 52 weeks ahead, in weeks.
Source: the vignette of the R package BTYDplus (Platzer 2016), data groceryElog; times to the
day. Forecast totals and mean absolute errors are those of the vignette, except for BG/CNBD-k and
MBG/CNBD-k: its expectations are approximations, ours are exact.
"""

import csv
import gzip
from collections import defaultdict
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from volver.domain.history import Histories
from volver.predict.purchases.bg_nbd import BgNbd
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import expected_orders
from volver.predict.purchases.nbd import Nbd
from volver.predict.purchases.pareto_nbd import ParetoNbd
from volver.predict.purchases.regular import BgCnbdK
from volver.stats.scores import mae

END = date(2006, 12, 31).toordinal()
WEEKS_52 = 364


@pytest.fixture(scope="module")
def grocery(test_data):
    """Histories to the end of 2006 and the orders of the 52 weeks after."""
    days = defaultdict(set)
    with gzip.open(test_data("r_packages/grocery_orders.csv.gz"), "rt") as lines:
        for row in csv.DictReader(lines):
            days[row["cust"]].add(date.fromisoformat(row["date"]).toordinal())
    rows, gaps, future = [], 0.0, []
    for _, mine in sorted(days.items()):
        seen = sorted(day for day in mine if day <= END)
        rows.append((len(seen) - 1, seen[-1] - seen[0], END - seen[0]))
        gaps += sum(np.log(later - day) for day, later in pairwise(seen))
        future.append(sum(END < day <= END + WEEKS_52 for day in mine))
    x, t_x, age = (np.array(column) for column in zip(*rows, strict=True))
    return Histories(x, t_x, age, np.ones_like(x), log_gaps=gaps), np.array(future, float)


def columns(histories):
    """x, t_x, T as the models take them."""
    return tuple(
        v.astype(float) for v in (histories.repeat_count, histories.first_to_last, histories.age)
    )


def test_the_shop_is_the_one_of_the_vignette(grocery):
    """1,525 customers, 5,569 repeat orders, 590 who never came back; 3,389 orders to come."""
    histories, future = grocery
    x = histories.repeat_count
    assert (len(x), x.sum(), (x == 0).sum(), future.sum()) == (1525, 5569, 590, 3389)


@pytest.mark.parametrize(
    ("kind", "printed", "log_likelihood", "digits"),
    [
        (Nbd, {"r": 0.420, "alpha": 5.245}, -16376.86, 0.005),
        (ParetoNbd, {"r": 0.786, "alpha": 5.679, "s": 0.386, "beta": 5.717}, -15782.39, 0.005),
        (BgNbd, {"r": 0.349, "alpha": 2.582, "a": 0.504, "b": 3.644}, -15837, 0.5),
        (MbgNbd, {"r": 1.257, "alpha": 6.038, "a": 0.368, "b": 0.716}, -15782, 0.5),
        (BgCnbdK, {"r": 0.359, "alpha": 1.129, "a": 0.523, "b": 2.785, "k": 2}, -15054, 0.5),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_parameters_and_likelihoods_are_printed(grocery, kind, printed, log_likelihood, digits):
    """Parameters to the third digit; alpha and beta, which lie on a ridge, to 0.1 %."""
    fitted = kind.fit(grocery[0])
    assert fitted.model.parameters("week") == pytest.approx(printed, abs=5.5e-4, rel=2.5e-4)
    assert fitted.model.log_likelihood(grocery[0], "week") == pytest.approx(
        log_likelihood, abs=digits
    )
    assert fitted.fit.converged
    assert fitted.fit.ridge is None


@pytest.mark.parametrize(
    ("kind", "total", "error"),
    [(Nbd, 6355, 2.609), (ParetoNbd, 3991, 1.508)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_forecasts_are_printed(grocery, kind, total, error):
    """Orders in 52 weeks, and the mean absolute error of a customer's."""
    histories, future = grocery
    forecast = expected_orders(kind.fit(histories).model, *columns(histories), WEEKS_52)
    assert forecast.sum() == pytest.approx(total, abs=0.5)
    assert mae(forecast, future) == pytest.approx(error, abs=5e-4)


def test_one_repeat_order_long_ago_is_as_printed(grocery):
    """x = 1, t_x = 12, T = 52 weeks: alive with 31.86 %, .448 orders in 52 weeks."""
    model = ParetoNbd.fit(grocery[0]).model
    row = tuple(np.array([v * 7.0]) for v in (1 / 7, 12, 52))
    assert model.p_alive(*row) == pytest.approx([0.3186], abs=5e-5)
    assert expected_orders(model, *row, WEEKS_52) == pytest.approx([0.448], abs=5e-4)
