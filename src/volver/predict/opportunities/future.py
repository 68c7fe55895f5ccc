"""What lies ahead of a customer who is there, from the posterior of two chances.

Who is there after n opportunities orders with a chance p ~ Beta(a, b) and leaves before each with
a chance theta ~ Beta(gamma, delta+n). Everything here is a sum of positive terms over the
opportunities ahead, each made from the one before: nothing cancels, and nothing special happens
where gamma is 1.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.domain.opportunity import Whole

CELLS = 1_000_000
"""Numbers of a table that are held at once."""
UNSEEN = 40.0
"""What a discount of e^-40 leaves is beyond the digits of the sum."""
MOST_TERMS = 4_000_000


def stays(gamma: float, delta: float, n: Whole, ahead: int) -> Vector:
    """P(there at n + m | there at n) for m = 1 .. ahead. n: shape (rows,); (rows, ahead).

    B(gamma, delta+n+m) / B(gamma, delta+n), one factor for each opportunity.
    """
    known, row = np.unique(np.asarray(n, np.int64), return_inverse=True)
    kept = delta + known[:, None] + np.arange(ahead)
    return np.asarray(np.cumprod(kept / (gamma + kept), axis=1)[row])


def discounted_stays(gamma: float, delta: float, n: Whole, ahead: int, rate: float) -> Vector:
    """Expected opportunities that one is there for, of the next `ahead`; that at n + m divided by
    (1 + rate)^m. n: shape (rows,), as the result."""
    factor = np.exp(-np.log1p(rate) * np.arange(1, ahead + 1))
    return weighted_stays(gamma, delta, n, factor)


def weighted_stays(gamma: float, delta: float, n: Whole, weight: Vector) -> Vector:
    """Sum over m of weight_m P(there at n + m | there at n). n: shape (rows,), as the result."""
    known, row = np.unique(np.asarray(n, np.int64), return_inverse=True)
    total = np.empty(len(known))
    for part in parts(len(known), len(weight)):
        total[part] = (stays(gamma, delta, known[part], len(weight)) * weight).sum(axis=1)
    return total[row]


def endless_stays(gamma: float, delta: float, n: Whole, rate: float) -> Vector:
    """The same over all opportunities to come; infinite where the sum has no end. Shape (rows,).

    D(n) = v q(n) (1 + D(n+1)) with v = 1/(1+rate) and q(n) = (delta+n)/(gamma+delta+n): one pass
    back from where the discount leaves nothing answers every n. Without a rate the sum is
    (delta+n)/(gamma-1).

    Source: the contiguous relation of 2F1(1, delta+n+1; gamma+delta+n+1; v), whose series this is.
    """
    n = np.asarray(n, np.int64)
    if rate == 0:
        return np.asarray((delta + n) / (gamma - 1)) if gamma > 1 else np.full(len(n), np.inf)
    if len(n) == 0:
        return np.zeros(0)
    force = float(np.log1p(rate))
    terms = min(int(UNSEEN / force) + 1, MOST_TERMS)
    start = int(n.min())
    s = np.arange(start, int(n.max()) + terms)
    falls = -force - np.log1p(gamma / (delta + s))
    left = falls.cumsum()
    # Beyond the last: as if nobody left ever more slowly from there on.
    beyond = left[-1] - np.log(np.expm1(force + gamma / (delta + s[-1] + 1)))
    tail = np.logaddexp.accumulate(np.append(left, beyond)[::-1])[::-1]
    at = n - start
    before = np.where(at > 0, left[np.maximum(at - 1, 0)], 0.0)
    return np.asarray(np.exp(tail[at] - before))


def log_first(a: Vector, b: Vector, ahead: int) -> Vector:
    """ln P(the first order comes at the m-th opportunity | there for it), m = 1 .. ahead.

    B(a+1, b+m-1) / B(a, b). a, b: shape (rows,). Returns shape (rows, ahead).
    """
    a, b = np.asarray(a, np.float64)[:, None], np.asarray(b, np.float64)[:, None]
    missed = -np.log1p((a + 1) / (b + np.arange(ahead - 1)))
    start = -np.log1p(b / a)
    return np.asarray(np.concatenate([start, start + missed.cumsum(axis=1)], axis=1))


def at_least(
    a: Vector, b: Vector, staying: Callable[[NDArray[np.intp]], Vector], ahead: int, most: int
) -> Vector:
    """P(X >= k) for k = 1 .. most. a, b: shape (rows,). Returns shape (rows, most).

    staying: rows to what `stays` says of them, shape (some, ahead).

    Somebody orders k times if the k-th order comes at some opportunity j and they are there for
    it: the sum over j = k .. ahead of P(there at j) C(j-1, k-1) B(a+k, b+j-k) / B(a, b).
    """
    found = np.zeros((len(a), most))
    for part in parts(len(a), ahead):
        ours, others = a[part][:, None], b[part][:, None]
        there = staying(part)
        logs = log_first(a[part], b[part], ahead)
        j = np.arange(1, ahead + 1)
        for k in range(1, min(most, ahead) + 1):
            found[part, k - 1] = (there * np.exp(logs)).sum(axis=1)
            # The k-th order at j, to the next at j + 1 or later: j = k drops out for good.
            there, logs, j = there[:, 1:], logs[:, 1:], j[1:]
            logs += np.log((j - k) / k) + np.log((ours + k) / (others + j - k - 1))
    return np.minimum(found, 1)


def exactly(at_least: Vector) -> Vector:
    """P(X = k) for k = 0 .. K from P(X >= k) for k = 1 .. K. Shape (rows, K + 1)."""
    ends = np.ones((len(at_least), 1)), np.zeros((len(at_least), 1))
    steps = -np.diff(np.concatenate([ends[0], at_least, ends[1]], axis=1), axis=1)
    return np.asarray(np.maximum(steps, 0))


def parts(rows: int, width: int) -> list[NDArray[np.intp]]:
    """The rows in pieces whose table is not too large."""
    return np.array_split(np.arange(rows), 1 + rows * width // CELLS)
