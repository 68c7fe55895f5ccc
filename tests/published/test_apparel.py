"""Pareto/NBD and Gamma-Gamma on a simulated apparel shop give the numbers that were printed.

600 customers who all begin on 2005-01-02; in weeks. Source: the vignette and the tests of the R
package CLVTools 0.12.1, data apparelTrans. Its DERT is discounted by ln(1.1) per WEEK, as if a
euro lost a tenth of its worth every week; here the same rate is stated as what it is in a year.
"""

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

from volver.domain.history import Histories, Spend
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.ahead import residual_orders
from volver.predict.purchases.model import expected_orders
from volver.predict.purchases.pareto_nbd import ParetoNbd

BEGIN = date(2005, 1, 2)
END = date(2006, 12, 31)
AHEAD = (date(2010, 12, 20) - END).days
SHOWN = (1, 10, 100)


@pytest.fixture(scope="module")
def paid(test_data):
    """Money by customer and day."""
    found = defaultdict(lambda: defaultdict(float))
    with gzip.open(test_data("r_packages/apparel_transactions.csv.gz"), "rt") as lines:
        for row in csv.DictReader(lines):
            found[int(row["Id"])][date.fromisoformat(row["Date"][:10])] += float(row["Price"])
    return dict(sorted(found.items()))


@pytest.fixture(scope="module")
def fitted(paid):
    """Pareto/NBD on 104 weeks, and the columns of all customers in order of Id."""
    rows = []
    for mine in paid.values():
        seen = sorted(day for day in mine if day <= END)
        rows.append((len(seen) - 1, (seen[-1] - seen[0]).days, (END - seen[0]).days))
    x, t_x, age = (np.array(column) for column in zip(*rows, strict=True))
    return ParetoNbd.fit(Histories(x, t_x, age, np.ones_like(x))), (x, t_x, age)


def test_the_shop_is_the_one_of_the_vignette(paid, fitted):
    """600 customers, 213 who never came back, 1,317 orders after the end of 2006."""
    x = fitted[1][0]
    later = sum(day > END for mine in paid.values() for day in mine)
    assert (len(x), (x == 0).sum(), later) == (600, 213, 1317)


def test_parameters_likelihood_and_errors_are_printed(fitted):
    """r 1.4490, alpha 48.6361, s .5613, beta 46.8844; -5848.0978."""
    fit, (x, t_x, age) = fitted
    printed = {"r": 1.4490, "alpha": 48.6361, "s": 0.5613, "beta": 46.8844}
    assert fit.model.parameters("week") == pytest.approx(printed, rel=2e-4)
    histories = Histories(x, t_x, age, np.ones_like(x))
    found = fit.model.log_likelihood(histories, "week")
    assert found == pytest.approx(-5848.0978, abs=5e-5)
    assert 8 - 2 * found == pytest.approx(11704.20, abs=0.005)  # AIC, and BIC of 600 customers
    assert 4 * np.log(600) - 2 * found == pytest.approx(11721.78, abs=0.005)
    errors = np.sqrt(np.diag(fit.fit.covariance)) * list(fit.model.parameters("week").values())
    assert errors == pytest.approx([0.2434, 7.4892, 0.2710, 35.6114], rel=2e-3)


def test_three_customers_are_as_printed(fitted, paid):
    """Id 1, 10 and 100: P(alive), expected orders to 2010-12-20, and discounted to infinity."""
    fit, columns = fitted
    at = [list(paid).index(who) for who in SHOWN]
    x, t_x, age = (column[at].astype(float) for column in columns)
    alive = fit.model.p_alive(x, t_x, age)
    assert alive == pytest.approx([0.9468478, 0.9825606, 0.2784686], rel=1e-4)
    expected = expected_orders(fit.model, x, t_x, age, AHEAD)
    assert expected == pytest.approx([7.3256573, 3.5198114, 0.4190901], rel=1e-4)
    a_week = 1.1 ** (365.25 / 7) - 1
    worth = residual_orders(fit.model, x, t_x, age, a_week)
    assert worth == pytest.approx([0.46765602, 0.22469806, 0.02675392], rel=1e-4)


def test_spend_after_forty_weeks_is_as_printed(paid):
    """Gamma-Gamma p 3.675, q 4.630, gamma 36.111; log-likelihood -1276.727."""
    until = BEGIN + timedelta(weeks=40)
    repeats = [[v for day, v in mine.items() if BEGIN < day <= until] for mine in paid.values()]
    means = [(len(v), sum(v) / len(v)) for v in repeats if v and sum(v) > 0]
    x, mean = (np.array(column) for column in zip(*means, strict=True))
    fit = GammaGamma.fit(Spend(x, mean))
    printed = {"p": 3.675, "q": 4.630, "gamma": 36.111}
    assert fit.model.parameters() == pytest.approx(printed, rel=5e-4)
    assert fit.fit.log_likelihood == pytest.approx(-1276.727, abs=5e-4)
