"""What each customer has bought, day by day, as compact columns for the recommenders."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.store.snapshot import Snapshot

BOUGHT = """
WITH known AS (
  SELECT product_id, ROW_NUMBER() OVER (ORDER BY v_bytewise(product_id)) - 1 AS code
  FROM product_lines
  WHERE NOT is_refund AND NOT product_id = ''
  GROUP BY product_id
)
SELECT
  histories.n,
  CAST(known.code AS INTEGER) AS code,
  product_lines.day
FROM product_lines
JOIN histories ON histories.customer_id = product_lines.customer_id
JOIN known ON known.product_id = product_lines.product_id
WHERE NOT product_lines.is_refund
ORDER BY histories.n, product_lines.day, code
"""
SOLD = """
SELECT
  product_id,
  CAST(SUM(CASE WHEN is_refund THEN 0 ELSE times END) AS BIGINT) AS times,
  CAST(SUM(CASE WHEN is_refund THEN times ELSE 0 END) AS BIGINT) AS returned,
  CAST(SUM(CASE WHEN is_refund THEN 0 ELSE revenue END) AS DOUBLE) AS gross_revenue,
  CAST(SUM(margin) AS DOUBLE) AS margin
FROM product_lines
WHERE NOT product_id = ''
GROUP BY product_id
ORDER BY v_bytewise(product_id)
"""
CATEGORIES = """
SELECT product_id, category, CAST(SUM(lines) AS BIGINT) AS times
FROM product_months
WHERE NOT product_id IS NULL AND NOT category IS NULL
GROUP BY product_id, category
ORDER BY v_bytewise(product_id), v_bytewise(category)
"""
CUSTOMERS = "SELECT customer_id FROM histories ORDER BY n"

FADING = 0.95
"""What a basket weighs for each later basket of the same customer."""

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Products:
    """What is sold; every array of shape (products,)."""

    ids: tuple[str, ...]
    category: Codes
    """Place in `categories`; -1: not known."""
    categories: tuple[str, ...]
    price: Vector
    """Mean revenue of a purchase, before what was sent back."""
    margin: Vector
    """Mean margin of a purchase, after what was sent back."""
    returned: Vector
    """Purchases sent back, as a share."""


@dataclass(frozen=True)
class Baskets:
    """One line for each customer, day and product; by customer, day and product.

    All that a customer buys on one day is one basket, as it is one occasion.
    """

    n: Codes
    """The customer's row of the histories. Shape (lines,), as all columns."""
    product: Codes
    """Place in `products`."""
    day: Codes
    """Days since 1970-01-01."""
    products: Products
    customer_ids: NDArray[Any]
    """Of all customers of the histories; some may have bought nothing with a product's name."""
    as_of: int
    """The observation date, as `day`."""

    @property
    def customers(self) -> int:
        """In the histories."""
        return len(self.customer_ids)

    @cached_property
    def basket(self) -> Codes:
        """The basket of each line, from 0 in the order of the lines."""
        new = np.ones(len(self.n), np.bool_)
        new[1:] = (np.diff(self.n) != 0) | (np.diff(self.day) != 0)
        return np.asarray(np.cumsum(new) - 1, np.int32)

    @cached_property
    def count(self) -> int:
        """Baskets of all customers."""
        return int(self.basket[-1]) + 1 if len(self.n) else 0

    @cached_property
    def weight(self) -> NDArray[np.float32]:
        """`FADING` to the number of later baskets of the same customer, by line."""
        last = np.zeros(self.customers, np.int32)
        last[self.n] = self.basket  # the lines are in order, so the last one stays
        return np.asarray(FADING ** (last[self.n] - self.basket), np.float32)

    @cached_property
    def popularity(self) -> Vector:
        """How often each product was bought, latest baskets most: 1 for the greatest."""
        bought = np.bincount(self.product, self.weight, len(self.products.ids))
        return np.asarray(bought / max(float(bought.max(initial=0.0)), 1e-12))

    def until(self, day: int) -> "Baskets":
        """The same as known on an earlier day; products and customers keep their places."""
        return self.where(self.day <= day, day)

    def where(self, lines: NDArray[np.bool_], as_of: int) -> "Baskets":
        """Some of the lines, as known on a day."""
        kept = (self.n[lines], self.product[lines], self.day[lines])
        return replace(self, n=kept[0], product=kept[1], day=kept[2], as_of=as_of)

    def by_category(self) -> "Baskets":
        """The same with categories in the place of products; lines without one are left out."""
        told = self.products.category[self.product] >= 0
        category = self.products.category[self.product[told]]
        key = np.unique(np.stack([self.n[told], self.day[told], category], axis=1), axis=0)
        nothing = np.zeros(len(self.products.categories))
        places = np.arange(len(nothing), dtype=np.int32)
        names = self.products.categories
        products = Products(names, places, names, nothing, nothing, nothing)
        return replace(self, n=key[:, 0], day=key[:, 1], product=key[:, 2], products=products)


def baskets(snapshot: Snapshot) -> Baskets:
    """What customers of a snapshot have bought; lines without a product are not in it."""
    bought, sold = snapshot.columns(BOUGHT), snapshot.columns(SOLD)
    here = sold["times"] > 0  # a refund alone sells nothing
    ids = [str(name) for name in sold["product_id"][here]]
    times = sold["times"][here].astype(np.float64)
    category, categories = _categories(snapshot, ids)
    return Baskets(
        bought["n"].astype(np.int32),
        bought["code"].astype(np.int32),
        days(bought["day"]),
        Products(
            tuple(ids),
            category,
            categories,
            sold["gross_revenue"][here] / times,
            sold["margin"][here] / times,
            np.minimum(sold["returned"][here] / times, 1.0),
        ),
        snapshot.columns(CUSTOMERS)["customer_id"],
        int(days(np.array([snapshot.as_of], "datetime64[D]"))[0]),
    )


def days(dates: NDArray[np.datetime64]) -> Codes:
    """Days since 1970-01-01."""
    return dates.astype("datetime64[D]").astype(np.int64).astype(np.int32)


def _categories(snapshot: Snapshot, ids: list[str]) -> tuple[Codes, tuple[str, ...]]:
    """The category in which each product was sold most often, and all of them."""
    found = snapshot.with_products().columns(CATEGORIES)
    place = {name: at for at, name in enumerate(ids)}
    names = tuple(sorted({str(name) for name in found["category"]}))
    code = {name: at for at, name in enumerate(names)}
    category, most = np.full(len(ids), -1, np.int32), np.zeros(len(ids), np.int64)
    columns = (found[name].tolist() for name in ("product_id", "category", "times"))
    for product, name, times in zip(*columns, strict=True):
        at = place.get(product)
        if at is not None and times > most[at]:
            category[at], most[at] = code[name], times
    return category, names
