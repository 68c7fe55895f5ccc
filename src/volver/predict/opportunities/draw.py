"""Worlds of BG/BB whose truth we know, and futures drawn for customers who are known."""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.domain.opportunity import OpportunityHistories, Whole
from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.future import parts


@dataclass(frozen=True, slots=True)
class OpportunityWorld:
    """Customers drawn from a model: what a company sees, and what it never does."""

    histories: OpportunityHistories
    """One row for each customer."""
    alive: np.ndarray[tuple[int], np.dtype[np.bool_]]
    """Whether still there after the last opportunity. Shape (customers,)."""
    future_orders: Whole
    """Orders at the opportunities ahead. Shape (customers,)."""
    order_chance: Vector
    """p. Shape (customers,)."""
    leaving_chance: Vector
    """theta. Shape (customers,)."""


def draw_new(
    model: BgBb, opportunities: Whole, ahead: int, generator: np.random.Generator
) -> OpportunityWorld:
    """Draw new customers, each with so many opportunities, and then `ahead` more.

    opportunities: shape (customers,). generator: the only source of chance.
    """
    n = np.asarray(opportunities, np.int64)
    p = generator.beta(model.alpha, model.beta, len(n))
    theta = generator.beta(model.gamma, model.delta, len(n))
    there = _opportunities_there(theta, n + ahead, generator)
    x, t_x, later = (np.zeros(len(n), dtype=np.int64) for _ in range(3))
    place = np.arange(1, int(n.max(initial=0)) + ahead + 1)
    for part in parts(len(n), len(place)):
        ordered = generator.random((len(part), len(place))) < p[part, None]
        ordered &= place <= there[part, None]
        so_far = ordered & (place <= n[part, None])
        x[part] = so_far.sum(axis=1)
        t_x[part] = np.where(so_far, place, 0).max(axis=1, initial=0)
        later[part] = ordered.sum(axis=1) - x[part]
    histories = OpportunityHistories(x, t_x, n, np.ones_like(n))
    return OpportunityWorld(histories, there >= n, later, p, theta)


def draw_future(
    model: BgBb, histories: OpportunityHistories, ahead: int, generator: np.random.Generator
) -> Whole:
    """Orders at the next `ahead` opportunities, drawn once for each row. Shape (n,).

    A customer is there with P(alive); who is has chances drawn from their own posterior.
    """
    x, n = histories.order_count, histories.opportunities
    alive = model.p_alive(x, histories.last_with_order, n, ahead=0)
    p = generator.beta(model.alpha + x, model.beta + n - x)
    theta = generator.beta(model.gamma, model.delta + n)
    there = _opportunities_there(theta, np.full(len(x), ahead), generator)
    return generator.binomial(np.where(generator.random(len(x)) < alive, there, 0), p)


def _opportunities_there(theta: Vector, most: Whole, generator: np.random.Generator) -> Whole:
    """How many opportunities pass before one leaves, `most` at the most. Shape (n,)."""
    # A chance below 1e-12 never fires in a life of opportunities, and zero is no geometric chance.
    return np.minimum(generator.geometric(np.maximum(theta, 1e-12)) - 1, most)
