"""What goes with what a customer has and they have never bought.

A product's score is how popular it is plus what its company adds: the mean, over what the customer
has, of the share of buyers that each adds to it, beyond the share of everybody. Popularity leads
where nothing more is known. Only what a pair beyond chance links to something that the customer has
is scored (X4); who has no such link is offered what is popular in their segment and in a category
that they buy, and who has nothing at all, what is popular.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from volver.decide.offers.baskets import Baskets
from volver.decide.offers.pairs import Pairs
from volver.decide.offers.replenish import Habits
from volver.domain.history import Vector

NEIGHBOURS = 50
"""Products that one product can lead to."""
COMPANY = 3.0
"""What company weighs against popularity; chosen on Complete Journey before its test weeks."""
AT_A_TIME = 10_000
"""Customers whose scores are held at once."""
SHELF = 50
"""Products of a category that are kept for those without a link."""

Ground = Literal["pair", "category", "popular"]
GROUNDS: tuple[Ground, ...] = ("pair", "category", "popular")


@dataclass(frozen=True)
class Found:
    """The best products of some customers, by customer; the best first."""

    n: NDArray[np.int32]
    product: NDArray[np.int32]
    score: NDArray[np.float32]
    ground: NDArray[np.int8]
    """What speaks for it, as a place in GROUNDS; of what they have: the first."""


class Links:
    """Where products lead, as pairs show it."""

    def __init__(self, pairs: Pairs, wide: int) -> None:
        """wide: products there are."""
        self.pairs = pairs.best(NEIGHBOURS)
        most = max(float(self.pairs.of_second.max(initial=0)), 1.0)
        self.added = self.pairs.added
        in_parts = self.added * self.pairs.units / most
        self.matrix = sparse.csr_matrix(
            (in_parts.astype(np.float32), (self.pairs.first, self.pairs.second)), shape=(wide, wide)
        )
        """What having a product (row) adds to another, in parts of the most popular one."""
        self.by_second = np.argsort(self.pairs.second, kind="stable")
        self.starts = np.searchsorted(self.pairs.second[self.by_second], np.arange(wide + 1))

    def towards(self, product: int) -> NDArray[np.intp]:
        """The rows of `pairs` that lead to a product."""
        return self.by_second[slice(*self.starts[product : product + 2].tolist())]


class Discovery:
    """Scores of products that customers do not have."""

    def __init__(
        self,
        bought: Baskets,
        habits: Habits,
        links: Links,
        segment: NDArray[np.integer] | None = None,
        company: float = COMPANY,
    ) -> None:
        """segment: of each customer, from 0; None: all are of one."""
        self.bought, self.habits, self.links = bought, habits, links
        self.pairs = links.pairs
        self.popularity = habits.usual.popularity
        self.company = company
        pull = np.minimum(habits.weight, 1.0)
        self.pull = pull / np.bincount(habits.n, pull, bought.customers)[habits.n]
        everybody = np.zeros(bought.customers, np.intp)
        self.segment = everybody if segment is None else np.asarray(segment, np.intp)
        self.shelves = _shelves(bought, self.popularity, segment)

    def best(self, first: int, last: int, most: int) -> Found:
        """The best `most` for each of the customers from `first` to before `last`."""
        rows = slice(*self.habits.start[[first, last]].tolist())
        who, what = self.habits.n[rows] - first, self.habits.product[rows]
        wide = self.links.matrix.shape[0]
        has = sparse.csr_matrix(
            (self.pull[rows].astype(np.float32), (who, what)), shape=(last - first, wide)
        )
        drawn = has @ self.links.matrix
        n = np.repeat(np.arange(last - first), np.diff(drawn.indptr))
        product = drawn.indices
        score = self.popularity[product] + self.company * drawn.data
        owned = np.asarray(who, np.int64) * wide + what
        new = ~among(n * np.int64(wide) + product, owned)
        linked = top(n[new] + first, product[new], score[new], most)
        short = first + np.flatnonzero(np.bincount(linked.n - first, minlength=last - first) < most)
        return self._filled(linked, short, most)

    def everybody(self, most: int) -> Iterator[Found]:
        """The same for all customers, some at a time."""
        for first in range(0, self.bought.customers, AT_A_TIME):
            yield self.best(first, min(first + AT_A_TIME, self.bought.customers), most)

    def link(self, n: int, product: int) -> int:
        """The row of `pairs` that speaks most for a product to a customer."""
        rows = slice(*self.habits.start[[n, n + 1]].tolist())
        pull = np.zeros(self.links.matrix.shape[0])
        pull[self.habits.product[rows]] = self.pull[rows]
        towards = self.links.towards(product)
        drawn = pull[self.pairs.first[towards]] * self.links.added[towards]
        return int(towards[np.argmax(drawn)])

    def _filled(self, linked: Found, short: NDArray[np.intp], most: int) -> Found:
        """With what is popular, for those whose links give too little."""
        start = np.searchsorted(linked.n, short)
        end = np.searchsorted(linked.n, short, side="right")
        more = [
            (n, product, ground)
            for n, a, b in zip(short.tolist(), start.tolist(), end.tolist(), strict=True)
            for product, ground in self._popular(n, linked.product[a:b].tolist(), most - b + a)
        ]
        if not more:
            return linked
        n, product, ground = np.array(more, np.int32).T
        score = self.popularity[product].astype(np.float32)
        n = np.concatenate([linked.n, n])
        order = np.argsort(n, kind="stable")  # links first, then the rest as it came
        return Found(
            n[order],
            np.concatenate([linked.product, product])[order],
            np.concatenate([linked.score, score])[order],
            np.concatenate([linked.ground, ground.astype(np.int8)])[order],
        )

    def _popular(self, n: int, taken: list[int], most: int) -> list[tuple[int, int]]:
        rows = slice(*self.habits.start[[n, n + 1]].tolist())
        has = self.habits.product[rows]
        segment = int(self.segment[n])
        if len(has):
            kinds = np.unique(self.bought.products.category[has]).tolist()
            shelves = [self.shelves.get((segment, kind), ()) for kind in kinds if kind >= 0]
            ground = GROUNDS.index("category")
        else:
            shelves = [self.shelves.get((segment, -1), ()) or self.shelves.get((-1, -1), ())]
            ground = GROUNDS.index("popular")
        out = {*taken, *has.tolist()}
        offered = sorted(
            {product for product in chain.from_iterable(shelves) if product not in out},
            key=lambda product: (-self.popularity[product], product),
        )
        return [(product, ground) for product in offered[:most]]


Shelves = dict[tuple[int, int], tuple[int, ...]]


def _shelves(bought: Baskets, popularity: Vector, segment: NDArray[np.integer] | None) -> Shelves:
    """The most popular products by segment and category; category -1: of all, segment -1: to all.

    Latest baskets count most, as in `Baskets.popularity`.
    """
    category = bought.products.category
    of_all = _shelf(popularity, category)
    if segment is None:
        return {(one, kind): shelf for one in (-1, 0) for kind, shelf in of_all.items()}
    found: Shelves = {(-1, kind): shelf for kind, shelf in of_all.items()}
    for one in np.unique(segment).tolist():
        of_it = segment[bought.n] == one
        liked = np.bincount(bought.product[of_it], bought.weight[of_it], len(category)).astype(
            float
        )
        found |= {(one, kind): shelf for kind, shelf in _shelf(liked, category).items()}
    return found


def _shelf(liked: NDArray[Any], category: NDArray[np.int32]) -> dict[int, tuple[int, ...]]:
    """The products most liked in each category, and under -1 of all."""
    order = np.argsort(-liked, kind="stable")
    order = order[liked[order] > 0]
    found = {-1: tuple(order[:SHELF].tolist())}
    kinds = category[order]
    by_kind = np.argsort(kinds, kind="stable")
    ends = np.flatnonzero(np.diff(kinds[by_kind])) + 1
    for part in np.split(order[by_kind], ends):
        if len(part) and category[part[0]] >= 0:
            found[int(category[part[0]])] = tuple(part[:SHELF].tolist())
    return found


def among(keys: NDArray[np.integer], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which keys are known; `known` in order."""
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[place] == keys)


def top(n: NDArray[np.integer], product: NDArray[np.integer], score: Vector, most: int) -> Found:
    """The `most` greatest scores of each customer; of equal ones the product that comes first."""
    order = np.lexsort((product, -score, n))
    n, product, score = n[order], product[order], score[order]
    kept = np.arange(len(n)) - np.searchsorted(n, n) < most
    return Found(
        n[kept].astype(np.int32),
        product[kept].astype(np.int32),
        score[kept].astype(np.float32),
        np.zeros(int(kept.sum()), np.int8),
    )
