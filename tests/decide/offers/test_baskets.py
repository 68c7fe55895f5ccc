"""What customers have bought, as it comes from the store."""

import numpy as np
import pytest
from tests.decide.offers.logs import log
from tests.store.company import company_with
from tests.store.shop import END, START, engine_with, look, order, refund

from volver.decide.offers.baskets import baskets, days
from volver.domain.money import Basis
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

FIRST_DAY = int(days(np.array([START], "datetime64[D]"))[0])


def test_lines_of_one_day_are_one_basket():
    """By customer, day and product; what has no product's name is left out, the customer not."""
    bought = baskets(
        look(
            [
                order(1, "bo", 3, "10", product_id="tea", category="drinks"),
                order(2, "bo", 3, "20", product_id="cup"),
                order(3, "bo", 3, "14", product_id="tea", category="drinks", hour=20),
                order(4, "bo", 9, "12", product_id="tea", category="drinks"),
                order(5, "ana", 5, "8", product_id="cup"),
                order(6, "cy", 6, "8"),
            ]
        )
    )
    assert bought.products.ids == ("cup", "tea")
    assert bought.customer_ids.tolist() == ["ana", "bo", "cy"]
    rows = zip(bought.n.tolist(), bought.day - FIRST_DAY, bought.product.tolist(), strict=True)
    assert list(rows) == [(0, 5, 0), (1, 3, 0), (1, 3, 1), (1, 9, 1)]
    assert bought.basket.tolist() == [0, 1, 1, 2]
    assert bought.weight.round(4).tolist() == pytest.approx([1, 0.95, 0.95, 1], abs=1e-6)
    assert bought.products.price.tolist() == [14.0, 12.0]  # (20 + 8) / 2 and (10 + 14 + 12) / 3
    assert bought.products.categories == ("drinks",)
    assert bought.products.category.tolist() == [-1, 0]
    assert bought.popularity.tolist() == pytest.approx([1, 1])


def test_what_was_sent_back_lowers_the_margin_of_a_purchase():
    """Two sold at 10 with a margin of 40 per cent, one of them paid back: (4 + 4 - 4) / 2."""
    lines = [
        order(1, "bo", 3, "10", product_id="tea", order_id="1"),
        order(2, "ana", 4, "10", product_id="tea", order_id="2"),
        refund(3, "bo", 8, "10", product_id="tea", refund_of="1"),
    ]
    products = baskets(look(lines, Basis("margin_from_rate", 0.4))).products
    assert products.price.tolist() == [10.0]
    assert products.margin.tolist() == pytest.approx([2.0])
    assert products.returned.tolist() == [0.5]


def test_the_catalogue_names_the_category_that_orders_do_not():
    """The order's own comes first."""
    engine = engine_with(
        [
            order(1, "bo", 3, "10", product_id="tea"),
            order(2, "bo", 3, "10", product_id="cup", category="pots"),
        ]
    )
    told = [{"product_id": "tea", "category": "drinks"}, {"product_id": "cup", "category": "x"}]
    company = company_with(engine, products=told)
    shape = Shape(Basis("revenue"), True, True)
    bought = baskets(Snapshot(engine, END, shape, company=company).with_histories())
    assert [bought.products.categories[at] for at in bought.products.category] == ["pots", "drinks"]


def test_a_shop_without_products_has_no_baskets():
    """Nothing to suggest, and nothing breaks."""
    bought = baskets(look([order(1, "bo", 3, "10")]))
    assert (len(bought.n), bought.count, bought.customers) == (0, 0, 1)


def test_the_future_is_not_in_an_earlier_look():
    """And baskets are then weighed as they were then."""
    bought = log([(0, 1, "a"), (0, 5, "b"), (0, 9, "a"), (1, 9, "b")])
    then = bought.until(5)
    assert then.product.tolist() == [0, 1]
    assert then.weight.tolist() == pytest.approx([0.95, 1])
    assert then.as_of == 5


def test_categories_take_the_place_of_products():
    """Two products of one category on one day are one line."""
    kinds = {"a": "x", "b": "x", "c": "y"}
    bought = log([(0, 1, "a"), (0, 1, "b"), (0, 1, "c"), (0, 2, "d")], category=kinds)
    by_category = bought.by_category()
    assert by_category.products.ids == ("x", "y")
    assert by_category.product.tolist() == [0, 1]
    assert by_category.day.tolist() == [1, 1]
