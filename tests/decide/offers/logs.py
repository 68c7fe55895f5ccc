"""Logs of baskets written by hand."""

from collections.abc import Iterable, Mapping

import numpy as np

from volver.decide.offers.baskets import Baskets, Products

Row = tuple[int, int, str]
"""A customer, a day and a product."""


def log(
    rows: Iterable[Row],
    as_of: int | None = None,
    customers: int | None = None,
    category: Mapping[str, str] | None = None,
    price: float = 10.0,
    margin: float = 4.0,
) -> Baskets:
    """The log of these purchases; products by name, all at one price."""
    told = sorted(set(rows), key=lambda row: (row[0], row[1], row[2]))
    ids = tuple(sorted({row[2] for row in told}))
    kinds = tuple(sorted(set((category or {}).values())))
    place = {name: at for at, name in enumerate(ids)}
    codes = [kinds.index(category[one]) if category and one in category else -1 for one in ids]
    wide = len(ids)
    products = Products(
        ids,
        np.array(codes, np.int32),
        kinds,
        np.full(wide, price),
        np.full(wide, margin),
        np.zeros(wide),
    )
    count = customers or max(row[0] for row in told) + 1
    return Baskets(
        np.array([row[0] for row in told], np.int32),
        np.array([place[row[2]] for row in told], np.int32),
        np.array([row[1] for row in told], np.int32),
        products,
        np.array([f"c{n}" for n in range(count)], object),
        max(row[1] for row in told) if as_of is None else as_of,
    )
