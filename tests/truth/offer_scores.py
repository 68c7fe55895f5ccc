"""The next basket of households of the Complete Journey, held against lists made before it."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from volver.decide.offers.baskets import Baskets, Products, days
from volver.decide.offers.discover import Found, among
from volver.decide.offers.pairs import Pairs, pairs

K = 10
LEAST_BASKETS = 3
TUNED = date(2017, 7, 1)
"""The weights were chosen on baskets after this day, last baskets left out."""
CUTS = (date(2017, 9, 9), date(2017, 10, 14), date(2017, 11, 18))
"""Saturdays, after 36, 41 and 46 weeks."""
WITHIN = 28
"""Days after a cut-off in which the next basket has to come."""
LINES = """
SELECT DISTINCT household_id AS household, product_id AS product,
  CAST(CAST(transaction_timestamp AS TIMESTAMP) AS DATE) AS day
FROM read_parquet($file) ORDER BY ALL
"""

IN_BASKETS = """
SELECT DISTINCT basket_id AS basket, product_category AS category
FROM read_parquet($transactions) JOIN read_parquet($products) USING (product_id)
WHERE product_category IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Baskets up to a day, and what came in each customer's next one."""

    train: Baskets
    truth: np.ndarray
    """Keys of (customer, product), in order; only products that anybody bought before."""
    owned: np.ndarray
    """The same of what each had before."""

    @property
    def customers(self) -> np.ndarray:
        """Who is scored."""
        return np.unique(self.truth // len(self.train.products.ids))

    @property
    def repeat_share(self) -> float:
        """Mean over customers of the share of their next basket that they had before."""
        who = self.truth // len(self.train.products.ids)
        size = np.bincount(who)
        again = np.bincount(who, among(self.truth, self.owned))
        return float((again[size > 0] / size[size > 0]).mean())


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over customers, at ten products."""

    recall: float
    ndcg: float
    hit: float
    repeat_recall: float
    """Of the products that they had before, among customers whose basket holds any."""
    explore_recall: float
    """Of those that they had not."""
    repeat_share: float
    """Of the list."""
    coverage: float
    """Products on any list, of all sold before."""


def journey(folder: Path) -> Baskets:
    """The log of the Complete Journey by household, day (UTC) and product."""
    with duckdb.connect() as base:
        found = base.execute(LINES, {"file": str(folder / "transactions.parquet")}).fetchnumpy()
        known = "SELECT product_id, product_category FROM read_parquet($file)"
        rows = base.execute(known, {"file": str(folder / "products.parquet")}).fetchall()
    households, n = np.unique(found["household"], return_inverse=True)
    ids, product = np.unique(found["product"], return_inverse=True)
    kind = dict(rows)
    names = sorted({name for name in kind.values() if name})
    place = {name: at for at, name in enumerate(names)}
    category = np.array([place.get(kind.get(one), -1) for one in ids], np.int32)
    nothing = np.zeros(len(ids))
    products = Products(tuple(map(str, ids)), category, tuple(names), nothing, nothing, nothing)
    day = days(found["day"])
    order = np.lexsort((product, day, n))
    return Baskets(
        n[order].astype(np.int32), product[order].astype(np.int32), day[order], products,
        households, int(day.max()),
    )  # fmt: skip


def last_basket(bought: Baskets) -> Held:
    """Each household's last day-basket held out: of households with three at least.

    Others' baskets may be later than it: so the figures that are pinned were made.
    """
    many = _baskets_of(bought) >= LEAST_BASKETS
    last = np.zeros(bought.customers, np.int64)
    last[bought.n] = bought.day
    target = many[bought.n] & (bought.day == last[bought.n])
    before = many[bought.n] & ~target
    return _held(bought.where(before, bought.as_of), bought, target)


def after(bought: Baskets, cut: date, but_last: bool = False) -> Held:
    """The next basket within 28 days after a day, of households with three before it.

    but_last: leave out those for whom it is their last of all, which another test holds out.
    """
    day = int(days(np.array([cut], "datetime64[D]"))[0])
    train = bought.until(day)
    coming = np.full(bought.customers, 1 << 30)
    later = bought.day > day
    np.minimum.at(coming, bought.n[later], bought.day[later])
    known = (_baskets_of(train) >= LEAST_BASKETS) & (coming <= day + WITHIN)
    if but_last:
        last = np.zeros(bought.customers, np.int64)
        last[bought.n] = bought.day
        known &= coming < last
    return _held(train, bought, known[bought.n] & (bought.day == coming[bought.n]))


def shortened(held: Held) -> tuple[Baskets, dict[int, Held]]:
    """The log in which every tenth household keeps none, one or two of its last baskets, and who
    they are by how many."""
    train = held.train
    wide, cut = len(train.products.ids), train.n % 10
    last = np.zeros(train.customers, np.int64)
    last[train.n] = train.basket
    kept = (cut > 2) | (last[train.n] - train.basket < cut)
    short = train.where(kept, train.as_of)
    owned = np.unique(short.n.astype(np.int64) * wide + short.product)
    truth = held.truth
    groups = {
        baskets: replace(held, train=short, truth=truth[truth // wide % 10 == baskets], owned=owned)
        for baskets in range(3)
    }
    return short, groups


def category_pairs(folder: Path) -> tuple[Pairs, tuple[str, ...]]:
    """Categories by baskets of the log's own number, coupons and the like included."""
    with duckdb.connect() as base:
        found = base.execute(
            IN_BASKETS,
            {name: str(folder / f"{name}.parquet") for name in ("transactions", "products")},
        ).fetchnumpy()
    names, category = np.unique(found["category"].astype(str), return_inverse=True)
    baskets, row = np.unique(found["basket"], return_inverse=True)
    nothing = np.zeros(len(names))
    told = tuple(names.tolist())
    places = np.arange(len(names), dtype=np.int32)
    products = Products(told, places, told, nothing, nothing, nothing)
    order = np.lexsort((category, row))
    log = Baskets(
        row[order].astype(np.int32), category[order].astype(np.int32),
        np.zeros(len(row), np.int32), products, baskets, 0,
    )  # fmt: skip
    return pairs(log, "orders"), told


def _baskets_of(bought: Baskets) -> np.ndarray:
    new = np.diff(bought.basket, prepend=-1) > 0
    return np.bincount(bought.n[new], minlength=bought.customers)


def _held(train: Baskets, bought: Baskets, target: np.ndarray) -> Held:
    wide = len(bought.products.ids)
    sold = np.bincount(train.product, minlength=wide) > 0
    keys = bought.n[target].astype(np.int64) * wide + bought.product[target]
    truth = np.unique(keys[sold[keys % wide]])
    return Held(train, truth, np.unique(train.n.astype(np.int64) * wide + train.product))


def merged(again: np.ndarray, new: np.ndarray) -> np.ndarray:
    """One list of ten for each customer: what they buy again, then, where room is left, what is
    new. Which way round was chosen on the weeks before those of the test."""
    both = np.concatenate([again, new], axis=1)
    order = np.argsort(both < 0, axis=1, kind="stable")[:, :K]
    return np.take_along_axis(both, order, axis=1)


def rows_of(found: Found, customers: int) -> np.ndarray:
    """Lists as rows, -1 where they end. Shape (customers, K)."""
    lists = np.full((customers, K), -1)
    place = np.arange(len(found.n)) - np.searchsorted(found.n, found.n)
    lists[found.n[place < K], place[place < K]] = found.product[place < K]
    return lists


def scored(held: Held, lists: np.ndarray) -> Scores:
    """How a list of ten for each customer did.

    Recall: products of the basket that were on the list, of all in it. NDCG: gain 1 / log2(place +
    1), divided by that of the best list of ten there could be: of as many products as the basket
    holds, ten at most. Means over customers whose basket holds any known product; the part of
    repeats over those whose basket holds any, and so of new ones.
    """
    wide = len(held.train.products.ids)
    who = held.customers
    shown = lists[who]
    keys = np.where(shown >= 0, who[:, None] * np.int64(wide) + shown, -1)
    hit = among(keys.ravel(), held.truth).reshape(keys.shape)
    own = among(keys.ravel(), held.owned).reshape(keys.shape)
    again = among(held.truth, held.owned)
    size = np.bincount(held.truth // wide)[who]
    repeats = np.bincount(held.truth[again] // wide, minlength=int(who.max()) + 1)[who]
    fresh = size - repeats
    gain = 1 / np.log2(np.arange(2, K + 2))
    ideal = np.cumsum(gain)[np.minimum(size, K) - 1]
    some, any_new = repeats > 0, fresh > 0
    return Scores(
        recall=float((hit.sum(1) / size).mean()),
        ndcg=float(((hit * gain).sum(1) / ideal).mean()),
        hit=float(hit.any(1).mean()),
        repeat_recall=float(((hit & own).sum(1)[some] / repeats[some]).mean()),
        explore_recall=float(((hit & ~own).sum(1)[any_new] / fresh[any_new]).mean()),
        repeat_share=float(own.sum() / max((keys >= 0).sum(), 1)),
        coverage=float(len(np.unique(shown[shown >= 0])) / len(np.unique(held.train.product))),
    )
