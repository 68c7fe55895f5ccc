"""Customers who move between a few states, period by period, as a Markov chain. Arrays only.

Source: Pfeifer & Carraway (2000), Modeling customer relationships as Markov chains, Journal of
Interactive Marketing 14(2), 43-55.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LongRun:
    """Where a chain ends."""

    share: Vector
    """Share of the time spent in each state in the long run, shape (k,); adds up to 1."""
    closed: tuple[tuple[int, ...], ...]
    """Groups of states that are never left again; one state alone is absorbing."""
    periods: tuple[int, ...]
    """Of each: above 1, shares go round for ever and only their mean settles."""


def transitions(counts: Matrix) -> Matrix:
    """Shares by row from counts of moves, shape (k, k). A state that nobody was in is kept.

    >>> transitions(np.array([[3.0, 1.0], [0.0, 0.0]]))
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    total = counts.sum(axis=1, keepdims=True)
    return np.where(total > 0, counts / np.where(total > 0, total, 1.0), np.eye(len(counts)))


def present_value(
    chain: Matrix, reward: Vector, factor: float, periods: int | None = None
) -> Vector:
    """Expected discounted rewards from each state on, shape (k,): this period's and later ones'.

    chain: shape (k, k), rows add up to 1. reward: of a period that begins in the state. factor: of
    a reward one period later, 0 to 1; below 1 where there is no end. periods: after this one; None:
    for ever. V = sum of factor^t P^t R.

    Source: Pfeifer & Carraway (2000), equations 3 and 5.

    >>> present_value(np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([10.0, 0.0]), 0.8).round(3)
    array([16.667,  0.   ])
    """
    if periods is None:
        return np.asarray(np.linalg.solve(np.eye(len(chain)) - factor * chain, reward))
    value = np.array(reward, np.float64)
    for _ in range(periods):
        value = reward + factor * chain @ value
    return value


def best_choice(
    chains: NDArray[np.float64], rewards: Matrix, factor: float
) -> tuple[NDArray[np.intp], Vector]:
    """What to do in each state so that no other choice is worth more, and the values then.

    chains: shape (choices, k, k); rewards: shape (choices, k). Of equals the first is kept. Shapes
    (k,) and (k,).

    Source: Howard (1960), Dynamic Programming and Markov Processes: policy iteration.
    """
    states = np.arange(chains.shape[1])
    chosen = np.zeros(len(states), np.intp)
    while True:
        value = present_value(chains[chosen, states], rewards[chosen, states], factor)
        worth = rewards + factor * chains @ value
        kept = worth[chosen, states]
        better = worth.max(axis=0) > kept + 1e-12 * (1 + np.abs(kept))
        if not better.any():
            return chosen, value
        chosen = np.where(better, worth.argmax(axis=0), chosen)


def long_run(chain: Matrix, start: Vector) -> LongRun:
    """Where customers spend their time in the end, from shares at the start, shape (k,).

    Chains that fall apart end where they began or are drawn to; those that go round are averaged.

    Source: Kemeny & Snell (1960), Finite Markov Chains, chapters 3 to 5.

    >>> long_run(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([1.0, 0.0])).share
    array([0.5, 0.5])
    """
    from scipy.sparse.csgraph import connected_components

    _, group = connected_components(chain > 0, directed=True, connection="strong")
    members = [np.flatnonzero(group == g) for g in dict.fromkeys(group.tolist())]
    closed = [c for c in members if not (np.delete(chain[c], c, axis=1) > 0).any()]
    kept = np.concatenate(closed)
    passing = np.setdiff1d(np.arange(len(chain)), kept)
    reached = np.array(start, np.float64)
    if len(passing):
        inner = np.eye(len(passing)) - chain[np.ix_(passing, passing)]
        visits = np.linalg.solve(inner.T, reached[passing])
        reached[kept] += visits @ chain[np.ix_(passing, kept)]
        reached[passing] = 0.0
    share = np.zeros(len(chain))
    for states in closed:
        share[states] = reached[states].sum() * _stationary(chain[np.ix_(states, states)])
    return LongRun(
        share,
        tuple(tuple(states.tolist()) for states in closed),
        tuple(_period(chain[np.ix_(states, states)]) for states in closed),
    )


def _stationary(chain: Matrix) -> Vector:
    """Of states that all reach each other: pi = pi P, adding up to 1."""
    k = len(chain)
    asked = np.vstack([chain.T - np.eye(k), np.ones(k)])
    return np.asarray(np.linalg.lstsq(asked, np.append(np.zeros(k), 1.0), rcond=None)[0])


def _period(chain: Matrix) -> int:
    """The greatest common divisor of the lengths of all ways back; states all reach each other."""
    level = np.full(len(chain), -1)
    level[0], waiting, found = 0, [0], 0
    while waiting:
        at = waiting.pop()
        for to in np.flatnonzero(chain[at] > 0).tolist():
            if level[to] < 0:
                level[to] = level[at] + 1
                waiting.append(to)
            else:
                found = gcd(found, abs(int(level[at]) + 1 - int(level[to])))
    return found or 1
