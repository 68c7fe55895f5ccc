"""Every metric against a shop small enough to add up on paper."""

from datetime import date, timedelta

import pytest
from tests.store.shop import END, START, look, order, refund

from volver.describe.catalogue import HEADLINE, METRICS
from volver.describe.metric import measure
from volver.domain.money import Basis

# order   customer  revenue  cost   given back, with its cost       net   margin
# 1       ana        100.00  60.00                                  100     40
# 2       ana         20.00  10.00  on the day of order 1            20     10
# 3       ana         50.00  30.00  ten days later                   50     20
# 4       bea         40.00  20.00  15.00 and 7.50 on day 5          25     12.50
# 5       cy          40.00  50.00                                   40    -10
# 6       dan         25.00  10.00  25.00 and 10.00 on day 4          0      0
# 7       eve          0.00   2.00                                    0     -2
# 8       nobody     999.00   1.00
SHOP = [
    order(1, "ana", 0, "100.00", order_id="1", cost="60.00"),
    order(2, "ana", 0, "20.00", order_id="2", cost="10.00"),
    order(3, "ana", 10, "50.00", order_id="3", cost="30.00"),
    order(4, "bea", 1, "30.00", order_id="4", cost="15.00"),
    order(5, "bea", 1, "10.00", order_id="4", cost="5.00"),
    refund(6, "bea", 5, "15.00", refund_of="4", cost="-7.50"),
    order(7, "cy", 2, "40.00", order_id="5", cost="50.00"),
    order(8, "dan", 3, "25.00", order_id="6", cost="10.00"),
    refund(9, "dan", 4, "25.00", refund_of="6", cost="-10.00"),
    order(10, "eve", 3, "0.00", order_id="7", cost="2.00"),
    order(11, None, 3, "999.00", order_id="8", cost="1.00"),
]
TODAY = {
    "customers": 4,  # dan kept nothing
    "orders": 6,  # 1 to 5 and 7
    "gross_revenue": 275,  # 100 + 20 + 50 + 40 + 40 + 25
    "refunds": 40,  # 15 + 25
    "revenue": 235,
    "margin": 70.5,  # 40 + 10 + 20 + 12.5 - 10 + 0 - 2
    "aov": 235 / 6,
    "aov_median": 32.5,  # between 25 and 40 of 0, 20, 25, 40, 50, 100
    "purchase_frequency": 1.5,  # 6 orders, 4 customers
    "repeat_share": 0.25,  # ana alone ordered on a second day
}
DAY_3 = {
    "customers": 5,
    "orders": 6,  # 1, 2, 4, 5, 6 and 7
    "gross_revenue": 225,  # 100 + 20 + 40 + 40 + 25
    "refunds": 0,
    "revenue": 225,
    "margin": 73,  # 40 + 10 + 20 - 10 + 15 - 2
    "aov": 37.5,
    "aov_median": 32.5,  # between 25 and 40 of 0, 20, 25, 40, 40, 100
    "purchase_frequency": 1.2,
    "repeat_share": 0.0,
}


def figures(lines: list, as_of: date) -> dict[str, float | None]:
    """All metrics by slug."""
    snapshot = look(lines, Basis("margin_from_cost", 0.0), as_of)
    return {figure.metric.slug: figure.value for figure in measure(snapshot, HEADLINE)}


@pytest.mark.mission("K3")
def test_every_metric_is_what_the_paper_says():
    """All of the catalogue, so that a new metric needs its own sum on paper."""
    assert figures(SHOP, END) == TODAY


def test_before_the_refunds_every_metric_was_another():
    """What was known on day 3, and nothing later."""
    assert figures(SHOP, START + timedelta(days=3)) == DAY_3


def test_where_there_is_nothing_to_divide_by_there_is_no_figure():
    """None, never a zero that looks like one."""
    found = figures([], END)
    counts = {"customers": 0}
    assert found == {**dict.fromkeys(TODAY), **counts}


def test_slugs_are_unique_and_every_metric_says_what_to_beware_of():
    """The slug is the column's name in the one query, and the caution stands beside the figure."""
    slugs = [metric.slug for metric in METRICS]
    assert len(slugs) == len(set(slugs))
    assert all(metric.caution and metric.question.endswith("?") for metric in METRICS)
