"""Made businesses share their basics with real logs."""

import pytest
from tests.truth.basics import BASICS, made, real

from volver.worlds.make import business, make

CUSTOMERS = 25_000
LOGS = {
    "shop": "online_retail/online_retail.parquet",
    "telecom": "subscriptions/telco_customer_churn.csv",
    "saas": "subscriptions/ravenstack_subscriptions.csv",
}


@pytest.mark.long
@pytest.mark.mission("S1x")
@pytest.mark.parametrize("name", LOGS)
def test_basics_are_as_near_as_stated(name, tmp_path):
    """The distance that is stated for each, and four standard errors for the luck of one seed."""
    make(business(name, 7), CUSTOMERS, 7, tmp_path)
    figures = made(name, tmp_path)
    for basic in (one for one in BASICS if one.business == name):
        mine = figures[basic.name]
        assert abs(mine.value - basic.real) < basic.near * basic.real + 4 * mine.error, basic
        assert mine.error < 0.1 * basic.real


@pytest.mark.slow
@pytest.mark.parametrize("name", LOGS)
def test_what_is_said_of_the_real_logs_is_so(name, test_data):
    """To the digits that are given."""
    data = test_data(LOGS[name]).parents[1]
    figures = real(name, data)
    for basic in (one for one in BASICS if one.business == name):
        assert figures[basic.name].value == pytest.approx(basic.real, rel=2e-3), basic
