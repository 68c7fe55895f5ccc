"""What other recommenders would show: popularity, personal top, item-kNN and ALS.

They share no code with the product beyond the log of baskets that they are given. What they may
choose was chosen for them as our weights were, by recall on the week before the tests:
`python -m tests.truth.offer_tuning`.
"""

import numpy as np
from scipy import sparse

from volver.decide.offers.baskets import Baskets

K = 10
LEAST_BUYERS = 10


def counts(bought: Baskets) -> sparse.csr_matrix:
    """Baskets of each customer with each product."""
    shape = (bought.customers, len(bought.products.ids))
    ones = np.ones(len(bought.n), np.float32)
    return sparse.csr_matrix((ones, (bought.n, bought.product)), shape=shape)


def popularity(bought: Baskets, only_new: bool = False) -> np.ndarray:
    """The products in most baskets, the same to all; or those of them that one does not have."""
    liked = np.bincount(bought.product, minlength=len(bought.products.ids))
    order = np.argsort(-liked, kind="stable")
    if not only_new:
        return np.tile(order[:K], (bought.customers, 1))
    has = counts(bought)
    lists = np.full((bought.customers, K), -1)
    for n in range(bought.customers):
        own = set(has.indices[has.indptr[n] : has.indptr[n + 1]].tolist())
        fresh = [product for product in order[: K + len(own)].tolist() if product not in own]
        lists[n] = fresh[:K]
    return lists


def personal_top(bought: Baskets) -> np.ndarray:
    """What each customer bought most often; of equal ones the more popular, then others' most."""
    has = counts(bought)
    liked = np.bincount(bought.product, minlength=has.shape[1]).astype(np.float64)
    tie = liked / (2 * liked.max())
    most = np.argsort(-liked, kind="stable")
    lists = np.empty((bought.customers, K), np.int64)
    for n in range(bought.customers):
        part = slice(has.indptr[n], has.indptr[n + 1])
        own = has.indices[part]
        order = own[np.argsort(-(has.data[part] + tie[own]), kind="stable")][:K]
        fill = [product for product in most[: 2 * K].tolist() if product not in set(own.tolist())]
        lists[n] = [*order.tolist(), *fill][:K]
    return lists


def item_knn(bought: Baskets, neighbours: int = 2) -> np.ndarray:
    """Cosine between products over customers, the nearest of each, summed over the history.

    A product is its own nearest neighbour, so what is bought again can be found too. Many baskets
    of one customer count by their logarithm.
    """
    small, kept = _often_bought(bought)
    one = small.log1p()
    one = one @ sparse.diags(1 / np.sqrt(one.multiply(one).sum(axis=0)).A1)
    across = one.T.tocsr()
    near = []
    for start in range(0, len(kept), 500):
        alike = (across[start : start + 500] @ one).toarray()
        cut = -np.partition(-alike, neighbours, axis=1)[:, [neighbours]]
        alike[alike <= cut] = 0
        near.append(sparse.csr_matrix(alike))
    scores = sparse.csr_matrix(small @ sparse.vstack(near))
    lists = np.full((bought.customers, K), -1)
    for n in range(bought.customers):
        part = slice(scores.indptr[n], scores.indptr[n + 1])
        order = np.argsort(-scores.data[part], kind="stable")[:K]
        lists[n, : len(order)] = kept[scores.indices[part][order]]
    return lists


def als(
    bought: Baskets, factors: int = 128, penalty: float = 10.0, trust: float = 1.0, rounds: int = 4
) -> np.ndarray:
    """Implicit-feedback matrix factorisation: Hu, Koren & Volinsky (2008).

    trust: what one basket adds to the confidence. Many rounds fit what is bought anyway too well.
    """
    has, kept = _often_bought(bought)
    has.data *= trust
    random = np.random.default_rng(1)
    users = random.normal(0, 0.1, (has.shape[0], factors)).astype(np.float32)
    items = random.normal(0, 0.1, (has.shape[1], factors)).astype(np.float32)
    across = has.T.tocsr()
    for _ in range(rounds):
        users = _solved(has, items, penalty)
        items = _solved(across, users, penalty)
    lists = np.empty((bought.customers, K), np.int64)
    for start in range(0, len(users), 100):
        scores = users[start : start + 100] @ items.T
        best = np.argpartition(-scores, K, axis=1)[:, :K]
        order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
        lists[start : start + 100] = kept[np.take_along_axis(best, order, 1)]
    return lists


def _often_bought(bought: Baskets) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Baskets by customer of the products with ten buyers, and which these are."""
    has = counts(bought)
    kept = np.flatnonzero(np.diff(has.tocsc().indptr) >= LEAST_BUYERS)
    return has[:, kept].tocsr(), kept


def _solved(has: sparse.csr_matrix, other: np.ndarray, penalty: float) -> np.ndarray:
    """One half of a round: every row's factors, those of the columns held still."""
    factors = other.shape[1]
    base = other.T @ other + penalty * np.eye(factors, dtype=np.float32)
    found = np.zeros((has.shape[0], factors), np.float32)
    size = np.diff(has.indptr)
    for count in np.unique(size[size > 0]).tolist():  # rows of one length are solved together
        for rows in _parts(np.flatnonzero(size == count), max(200_000 // count, 1)):
            places = has.indptr[rows][:, None] + np.arange(count)
            known, trust = other[has.indices[places]], has.data[places]
            left = base + np.matmul((known * trust[:, :, None]).transpose(0, 2, 1), known)
            right = ((1 + trust)[:, :, None] * known).sum(axis=1)
            found[rows] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    return found


def _parts(rows: np.ndarray, size: int) -> list[np.ndarray]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
