"""What all customers of a shop show, learnt once and small: by product and by pair of products.

With it and their own purchases the lists of one customer are made in milliseconds, however many
others there are; they are those that `next_products` would have made of everybody.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.decide.offers.baskets import Baskets, Codes, Products, baskets, days
from volver.decide.offers.discover import Discovery, Links
from volver.decide.offers.known import catalogue, usual_ratios
from volver.decide.offers.next_products import (
    MOST,
    Ask,
    Chances,
    NextProducts,
    learnt,
    lists,
    prepared,
)
from volver.decide.offers.pairs import Pairs, firsts
from volver.decide.offers.replenish import Usual, habits
from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.offer import Kind
from volver.domain.product import Catalogue, Product
from volver.store.arrays import read_arrays, write_arrays
from volver.store.snapshot import Snapshot

OWN = """
SELECT product_id, day
FROM product_lines
WHERE customer_id = $customer AND NOT is_refund AND NOT product_id = ''
GROUP BY product_id, day
ORDER BY day, v_bytewise(product_id)
"""
LACK = "lack"
KINDS: tuple[Kind, ...] = ("replenish", "discover")
OF_PRODUCT = ("category", "price", "margin", "returned")
OF_USUAL = ("popularity", "back", "log_gap")
OF_PAIR = ("first", "second", "together", "of_first", "of_second", "chance")


@dataclass(frozen=True, slots=True)
class Waits:
    """How long after one product of a pair its other is bought, and who bought each product."""

    pairs: Pairs
    days: Vector
    """Median by pair; NaN: nobody bought the second on that day or later."""
    customers: Codes
    """By product."""

    def gap(self, first: int, second: int) -> float:
        """See `Firsts.gap`; of a pair that is known."""
        start, end = np.searchsorted(self.pairs.first, [first, first + 1]).tolist()
        (at,) = np.flatnonzero(self.pairs.second[start:end] == second).tolist()
        return float(self.days[start + at])

    def buyers(self, product: int) -> int:
        """Customers who ever bought a product."""
        return int(self.customers[product])


@dataclass(frozen=True)
class Knowledge:
    """What `learn` found."""

    products: Products
    usual: Usual
    links: Links
    waits: Waits
    chances: Mapping[str, Chances]
    catalogue: Catalogue
    ratios: Mapping[str, float]
    """How dear a thing may be beside what somebody usually pays, by category; see `upsell`."""
    as_of: int

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Of each product by its id."""
        return {name: at for at, name in enumerate(self.products.ids)}

    def of(self, snapshot: Snapshot, customer_id: str, level: float) -> NextProducts:
        """The lists of one customer, who is row 0 of them."""
        bought = self._bought(snapshot, customer_id)
        own = habits(bought, self.usual)
        discovery = Discovery(bought, own, self.links)
        again, new = lists(own, discovery, MOST)
        return NextProducts(
            bought, own, discovery, self.waits, again, new, self.chances, Ask(), level
        )

    def _bought(self, snapshot: Snapshot, customer_id: str) -> Baskets:
        rows = snapshot.rows(OWN, customer=customer_id)
        lines = sorted((days(np.array([day], "datetime64[D]"))[0], self.place[str(name)])
                       for name, day in rows)  # fmt: skip
        day, product = np.array(lines, np.int32).reshape(-1, 2).T
        nobody_else = np.zeros(len(lines), np.int32)
        who = np.array([customer_id], object)
        return Baskets(nobody_else, product, day, self.products, who, self.as_of)

    def packed(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """As plain values and arrays, to be put by."""
        pairs = self.links.pairs
        arrays = {name: getattr(self.products, name) for name in OF_PRODUCT}
        arrays |= {name: getattr(self.usual, name) for name in OF_USUAL}
        arrays |= {name: getattr(pairs, name) for name in OF_PAIR}
        arrays |= {"days": self.waits.days, "customers": self.waits.customers}
        for kind, one in self.chances.items():
            arrays |= {f"{kind}_score": one.score, f"{kind}_share": one.share}
        told = {
            "as_of": self.as_of,
            "ids": self.products.ids,
            "categories": self.products.categories,
            "within": self.usual.within,
            "pull": self.usual.pull,
            "units": pairs.units,
            "tested": pairs.tested,
            "seen": {kind: one.seen for kind, one in self.chances.items()},
            "ratios": self.ratios,
            "catalogue": [_plain(one) for one in self.catalogue.values()],
        }
        return told, arrays


def learn(snapshot: Snapshot) -> Knowledge | NotEnough:
    """What the purchases of a snapshot show.

    Not enough, where the log does not reach back far enough to see what came of earlier lists.
    """
    bought = baskets(snapshot)
    chances = learnt(bought, Ask().window_days, MOST)
    if isinstance(chances, NotEnough):
        return chances
    own, discovery = prepared(bought, None)
    seen, pairs = firsts(bought), discovery.pairs
    met = zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
    waits = Waits(
        pairs,
        np.array([seen.gap(first, second) for first, second in met], np.float64),
        np.diff(seen.start).astype(np.int32),
    )
    return Knowledge(
        bought.products, own.usual, discovery.links, waits, chances, catalogue(snapshot),
        usual_ratios(snapshot), bought.as_of,
    )  # fmt: skip


def write(found: Knowledge | NotEnough, path: Path) -> None:
    """Put by what was learnt, or why nothing was."""
    if isinstance(found, NotEnough):
        write_arrays(path, {LACK: asdict(found)}, {})
    else:
        write_arrays(path, *found.packed())


def read(path: Path) -> Knowledge | NotEnough:
    """What was put by."""
    told, arrays = read_arrays(path)
    if LACK in told:
        return NotEnough(**told[LACK])
    pairs = Pairs("customers", told["units"], told["tested"], *(arrays[name] for name in OF_PAIR))
    price_and_all = [arrays[name] for name in OF_PRODUCT]
    products = Products(
        tuple(told["ids"]), price_and_all[0], tuple(told["categories"]), *price_and_all[1:]
    )
    return Knowledge(
        products,
        Usual(
            **{name: arrays[name] for name in OF_USUAL}, within=told["within"], pull=told["pull"]
        ),
        Links(pairs, len(products.ids)),
        Waits(pairs, arrays["days"], arrays["customers"]),
        {
            kind: Chances(arrays[f"{kind}_score"], arrays[f"{kind}_share"], told["seen"][kind])
            for kind in KINDS
        },
        {one["product_id"]: _product(one) for one in told["catalogue"]},
        told["ratios"],
        told["as_of"],
    )


def _plain(product: Product) -> dict[str, Any]:
    return {**asdict(product), "price": str(product.price), "cost": str(product.cost)}


def _product(plain: Mapping[str, Any]) -> Product:
    return Product(**{**plain, "price": Decimal(plain["price"]), "cost": Decimal(plain["cost"])})
