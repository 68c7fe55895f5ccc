"""Two lists for each customer: what they will buy again, and what they may discover."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from volver.decide.offers.baskets import Baskets
from volver.decide.offers.discover import AT_A_TIME, GROUNDS, Discovery, Found, Links, among, top
from volver.decide.offers.pairs import firsts, pairs
from volver.decide.offers.replenish import Habits, habits
from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.offer import Kind, Reason, Recommendation, Terms

MOST = 10
BINS = 200
"""Of equal size, in which scores are held against what came."""
LEAST_SEEN = 100
"""Suggestions of the window before, from which chances are learnt."""
MOST_LEARNT_FROM = 50_000
"""Customers; of more, some that are evenly spaced."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How an offer is made, and what it is taken to change."""

    window_days: int = 28
    odds: float = 1.5
    """Odds of a purchase with the offer over those without it: assumed, until it was measured."""
    discount: float = 0.0
    """Off the price, as a share of it."""
    cost: float = 0.0
    """Of asking one customer."""

    def terms(self, chance: float, margin: float, price: float) -> Terms:
        """What an offer brings of a product that is bought with this chance anyway."""
        odds = self.odds * chance
        return Terms(
            chance_with=odds / (1 - chance + odds),
            chance_without=chance,
            margin_with=margin - self.discount * price,
            margin_without=margin,
            cost=self.cost,
        )


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of a purchase within the window by score, as the window before showed it."""

    score: Vector
    share: Vector
    seen: int
    """Suggestions that it was learnt from."""

    def of(self, score: float) -> float:
        """Of one score; beyond those seen, that of the nearest."""
        return float(np.interp(score, self.score, self.share))


class FirstBought(Protocol):
    """What is known of first purchases: of a whole log, or put by."""

    def gap(self, first: int, second: int) -> float:
        """Median days from the first purchase of one product to that of another; NaN: none."""

    def buyers(self, product: int) -> int:
        """Customers who ever bought a product."""


@dataclass(frozen=True)
class NextProducts:
    """The lists of all customers, and all that it takes to say why."""

    bought: Baskets
    habits: Habits
    discovery: Discovery
    first_bought: FirstBought
    again: Found
    new: Found
    chances: Mapping[str, Chances]
    """By kind: "replenish" and "discover"."""
    ask: Ask
    level: float

    def of(self, n: int) -> tuple[Recommendation, ...]:
        """What to suggest to the customer of a row of the histories: again, then new.

        Within a kind the best first.
        """
        return (*self._again(n), *self._new(n))

    def _again(self, n: int) -> Iterator[Recommendation]:
        places = _of(self.again, n)
        keys = self.again.product[places]
        begin, end = self.habits.start[[n, n + 1]].tolist()
        rows = begin + np.searchsorted(self.habits.product[begin:end], keys)
        low, middle, high = self.habits.due(rows, self.level)
        for at, row in enumerate(rows.tolist()):
            product = int(keys[at])
            name = self.bought.products.ids[product]
            figures: dict[str, float | str] = {
                "product": name,
                "times": float(self.habits.times[row]),
                "days_since": float(self.bought.as_of - self.habits.last[row]),
                "usual_gap": float(np.exp(self.habits.log_gap[row])),
                "next_low": float(low[at]),
                "next_high": float(high[at]),
                "level": self.level,
            }
            yield self._suggested(
                n, "replenish", product, (name,), Reason("buys_again", figures),
                int(self.habits.times[row]), round(float(middle[at])),
                float(self.again.score[places][at]),
            )  # fmt: skip

    def _new(self, n: int) -> Iterator[Recommendation]:
        places = _of(self.new, n)
        columns = (self.new.product, self.new.score, self.new.ground)
        for product, score, ground in zip(*(c[places].tolist() for c in columns), strict=True):
            name = self.bought.products.ids[product]
            if GROUNDS[ground] == "pair":
                reason, owned, support, wait = self._pair(n, product)
            else:
                owned = self._of_its_kind(n, product)
                buyers = self.first_bought.buyers(product)
                figures: dict[str, float | str] = {"product": name, "customers": float(buyers)}
                if owned:
                    kinds = self.bought.products.categories
                    figures["category"] = kinds[self.bought.products.category[product]]
                reason = Reason(f"popular_in_{'category' if owned else 'shop'}", figures)
                support, wait = buyers, 0
            yield self._suggested(n, "discover", product, owned, reason, support, wait, score)

    def _pair(self, n: int, product: int) -> tuple[Reason, tuple[str, ...], int, int]:
        """What a pair says for a product: why, the product they have, support and when."""
        found = self.discovery.pairs.only(np.array([self.discovery.link(n, product)]))
        has = int(found.first[0])
        names = self.bought.products.ids
        gap = self.first_bought.gap(has, product)
        since = self.bought.as_of - self.habits.first_of(n, has)
        low, high = found.lift_band(self.level)
        figures: dict[str, float | str] = {
            "product": names[product],
            "owned": names[has],
            "together": float(found.together[0]),
            "share": float(found.confidence[0]),
            "share_of_all": float(found.share_of_all[0]),
            "lift": float(found.lift[0]),
            "lift_low": float(low[0]),
            "lift_high": float(high[0]),
        }
        support = int(found.together[0])
        if not np.isfinite(gap):  # who has both always bought it first
            return Reason("goes_with", figures), (names[has],), support, 0
        figures |= {"gap": gap, "days_since": float(since)}
        wait = max(round(gap - since), 0)
        return Reason("bought_together", figures), (names[has],), support, wait

    def _of_its_kind(self, n: int, product: int) -> tuple[str, ...]:
        """What the customer has of the product's category, what they buy most of it."""
        kind = self.bought.products.category
        rows = slice(*self.habits.start[[n, n + 1]].tolist())
        same = (kind[self.habits.product[rows]] == kind[product]) & (kind[product] >= 0)
        has = self.habits.product[rows][same]
        if not len(has):
            return ()
        return (self.bought.products.ids[has[np.argmax(self.habits.weight[rows][same])]],)

    def _suggested(
        self, n: int, kind: Kind, product: int, owned: tuple[str, ...], reason: Reason,
        support: int, in_days: int, score: float,
    ) -> Recommendation:  # fmt: skip
        products = self.bought.products
        terms = self.ask.terms(
            self.chances[kind].of(score),
            float(products.margin[product]),
            float(products.price[product]),
        )
        return Recommendation(
            customer_id=str(self.bought.customer_ids[n]),
            kind=kind,
            products=(products.ids[product],),
            owned=owned,
            terms=terms,
            reason=reason,
            support=support,
            in_days=in_days,
        )


def next_products(
    bought: Baskets,
    level: float,
    segment: NDArray[np.integer] | None = None,
    ask: Ask | None = None,
    most: int = MOST,
) -> NextProducts | NotEnough:
    """The lists of every customer.

    segment: of each customer, from 0; it serves those of whom little is known. Not enough, where
    the log does not reach back far enough to see what came of the lists of one window ago.
    """
    ask = ask or Ask()
    chances = learnt(bought, ask.window_days, most)
    if isinstance(chances, NotEnough):
        return chances
    own, discovery = prepared(bought, segment)
    again, new = lists(own, discovery, most)
    return NextProducts(bought, own, discovery, firsts(bought), again, new, chances, ask, level)


def lists(own: Habits, discovery: Discovery, most: int) -> tuple[Found, Found]:
    """What to buy again and what to discover, for all customers."""
    again = []
    for first in range(0, len(own.start) - 1, AT_A_TIME):
        last = min(first + AT_A_TIME, len(own.start) - 1)
        rows = np.arange(*own.start[[first, last]].tolist())
        rows = rows[own.again[rows]]
        again.append(top(own.n[rows], own.product[rows], own.rank[rows], most))
    return _joined(again), _joined(list(discovery.everybody(most)))


def learnt(bought: Baskets, days: int, most: int) -> Mapping[str, Chances] | NotEnough:
    """What came, within so many days, of the lists as they would have been so many days ago."""
    every = max(bought.customers // MOST_LEARNT_FROM, 1)
    some = bought.where(bought.n % every == 0, bought.as_of)
    past = some.until(some.as_of - days)
    again, new = lists(*prepared(past, None), most)
    wide = len(bought.products.ids)
    came = some.day > past.as_of
    then = np.unique(some.n[came].astype(np.int64) * wide + some.product[came])
    chances = {}
    for kind, found in (("replenish", again), ("discover", new)):
        if len(found.n) < LEAST_SEEN:
            why = "the orders do not reach back far enough to see what came of such lists"
            return NotEnough(why, LEAST_SEEN, len(found.n))
        hit = among(found.n.astype(np.int64) * wide + found.product, then)
        chances[kind] = risen(found.score.astype(np.float64), hit)
    return chances


def risen(score: Vector, hit: NDArray[np.bool_]) -> Chances:
    """The share of hits by score, which never falls as the score rises.

    Source: isotonic regression, Barlow, Bartholomew, Bremner & Brunk (1972).
    """
    from scipy.optimize import isotonic_regression

    order = np.argsort(score, kind="stable")
    parts = np.array_split(order, min(BINS, len(order)))
    size = np.array([len(part) for part in parts], np.float64)
    mean = np.array([score[part].mean() for part in parts])
    share = np.array([hit[part].mean() for part in parts])
    return Chances(mean, isotonic_regression(share, weights=size).x, len(score))


def prepared(bought: Baskets, segment: NDArray[np.integer] | None) -> tuple[Habits, Discovery]:
    """Habits and discovery of a log, as `lists` takes them."""
    own = habits(bought)
    links = Links(pairs(bought, "customers"), len(bought.products.ids))
    return own, Discovery(bought, own, links, segment)


def _joined(parts: list[Found]) -> Found:
    return Found(
        np.concatenate([part.n for part in parts]),
        np.concatenate([part.product for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.ground for part in parts]),
    )


def _of(found: Found, n: int) -> slice:
    # Ends of another type would make numpy copy the whole column first.
    ends = np.array([n, n + 1], found.n.dtype)
    return slice(*np.searchsorted(found.n, ends).tolist())
