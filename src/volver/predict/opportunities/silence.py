"""How likely silence is to be the end: the one hard part of BG/BB, in logs.

A customer with the last order at opportunity t_x of n is alive at n, or left before one of the
opportunities t_x + 1 .. n. Leaving after t of them, against being alive, has the odds

    w_t = B(alpha+x, beta+t-x) B(gamma+1, delta+t) / (B(alpha+x, beta+n-x) B(gamma, delta+n)),

and the sum of w_t over t = t_x .. n-1 is (1 - P(alive)) / P(alive). No beta function is formed:
from one opportunity to the one before, ln w grows by

    ln(1 + (alpha+x) / (beta+t-x)) + ln(1 + (gamma+1) / (delta+t)) > 0,

and begins at t = n-1 with gamma / (delta+n-1) in place of the second factor. So the last term is
the largest and nothing cancels, for 6 opportunities as for 5,000. The terms depend on (x, n) and
t only: customers who differ in t_x alone share them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.domain.opportunity import Whole

CELLS = 500_000
"""Terms that are held at once."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some pairs (x, n) and the rows that have them; all were silent for one opportunity or more.

    x, n: shape (pairs, 1). length: the most terms that a row of these has.
    """

    x: Vector
    n: Vector
    length: int
    row: NDArray[np.intp]
    """Shape (m,): which row each of the following is."""
    pair: NDArray[np.intp]
    place: NDArray[np.intp]
    """The term of its own t_x, counted back from n - 1."""

    def times(self) -> Vector:
        """t of each term, from n - 1 back. Shape (pairs, length). Not below x: what lies there
        fills up the shorter rows and is never asked for."""
        return np.asarray(np.maximum(self.n - 1 - np.arange(self.length), self.x))


def blocks(x: Whole, t_x: Whole, n: Whole) -> list[Block]:
    """The silent rows, by pairs of (x, n) with about as many terms. x, t_x, n: shape (rows,)."""
    return list(_blocks(x, t_x, n))


def _blocks(x: Whole, t_x: Whole, n: Whole) -> Iterator[Block]:
    silent = np.flatnonzero(t_x < n)
    if len(silent) == 0:
        return
    pairs, pair = np.unique(np.stack([x[silent], n[silent]]), axis=1, return_inverse=True)
    pair = pair.reshape(-1)
    place = n[silent] - 1 - t_x[silent]
    length = np.zeros(pairs.shape[1], dtype=np.int64)
    np.maximum.at(length, pair, place + 1)
    order = np.argsort(length, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    by_rank = np.argsort(rank[pair], kind="stable")
    rows_until = np.searchsorted(rank[pair][by_rank], np.arange(len(order) + 1))
    first = 0
    while first < len(order):
        # Sorted by length, so the last of a block is its longest.
        size = np.arange(1, len(order) - first + 1) * length[order[first:]]
        end = first + max(1, int(np.searchsorted(size, CELLS, side="right")))
        rows = by_rank[rows_until[first] : rows_until[end]]
        some = pairs[:, order[first:end]].astype(np.float64)
        yield Block(
            x=some[0][:, None],
            n=some[1][:, None],
            length=int(length[order[end - 1]]),
            row=silent[rows],
            pair=rank[pair[rows]] - first,
            place=place[rows],
        )
        first = end


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a block. All of shape (pairs, length), or one that broadcasts to it."""

    t: Vector
    log_term: Vector
    """ln w_t."""
    log_sum: Vector
    """ln of the sum of w from here to n - 1."""


def terms(block: Block, parameters: tuple[float, float, float, float]) -> Terms:
    """ln w and its sums from n - 1 back."""
    alpha, beta, gamma, delta = parameters
    t = block.times()
    grown = np.log1p((gamma + 1) / (delta + t))
    grown[:, :1] = np.log(gamma / (delta + t[:, :1]))
    grown += np.log1p((alpha + block.x) / (beta + t - block.x))
    log_term = grown.cumsum(axis=1)
    return Terms(t, log_term, np.logaddexp.accumulate(log_term, axis=1))


def log_odds_gone(
    of: list[Block], rows: int, parameters: tuple[float, float, float, float]
) -> Vector:
    """ln((1 - P(alive)) / P(alive)) after n opportunities; minus infinity where t_x is n.

    of: the blocks of `rows` rows. parameters: alpha, beta, gamma, delta. Shape (rows,).
    """
    odds = np.full(rows, -np.inf)
    for block in of:
        odds[block.row] = terms(block, parameters).log_sum[block.pair, block.place]
    return odds


def gone(
    of: list[Block], weight: Vector, parameters: tuple[float, float, float, float]
) -> tuple[float, Vector]:
    """Sum over rows of weight * ln(1 + odds of being gone), and its slopes.

    weight: shape (rows,). The slopes, shape (4,), are by the logs of alpha, beta, gamma, delta. A
    row's slope is a mean over its terms, a term's slope a sum over steps; both are turned round,
    so that each step is multiplied once by the weight of all rows that pass through it.
    """
    alpha, beta, gamma, delta = parameters
    total, slope = 0.0, np.zeros(4)
    for block in of:
        found = terms(block, parameters)
        odds, share = found.log_sum[block.pair, block.place], weight[block.row]
        either = np.logaddexp(0.0, odds)
        total += float((share * either).sum())
        # ln of each row's weight times P(gone), over its own sum of terms.
        asked = np.full(found.log_term.shape, -np.inf)
        asked[block.pair, block.place] = np.log(share) - either
        passing = np.logaddexp.accumulate(asked[:, ::-1], axis=1)[:, ::-1]
        through = np.exp(found.log_term + passing)[:, ::-1].cumsum(axis=1)[:, ::-1]
        t, first = found.t, float(through[:, 0].sum())
        of_trials = (through / (alpha + beta + t)).sum()
        of_leaving = (through[:, 1:] / (gamma + delta + 1 + t[:, 1:])).sum()
        slope += (
            alpha * of_trials,
            beta * (of_trials - (through / (beta + t - block.x)).sum()),
            gamma * of_leaving + first,
            delta * (of_leaving - (through / (delta + t)).sum()),
        )
    return total, slope
