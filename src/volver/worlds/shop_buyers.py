"""What drives a buyer of the shop: persona, rate, leaving, worth of an order."""

from dataclasses import dataclass

import numpy as np

from volver.worlds import shop_facts as facts
from volver.worlds.columns import Vector, Whole, pick
from volver.worlds.market import Market
from volver.worlds.people import People


@dataclass(frozen=True, slots=True)
class Buyers:
    """Arrays of shape (buyers,)."""

    persona: Whole
    rate: Vector
    """Orders per mean day while alive."""
    leaving: Vector
    """Rate of leaving, per day."""
    level: Vector
    """Expected goods worth of an order, in money."""
    gone: Vector
    """The day they leave, in days since the first; beyond the last day: still here."""


def draw_buyers(market: Market, people: People, generator: np.random.Generator) -> Buyers:
    """Draw them: gamma rates and a lognormal worth, each times the effects of persona and
    channel."""
    size = people.buyers
    persona = pick(np.array([one.share for one in facts.PERSONAS]), size, generator)
    channel = people.channel[:size]
    effects = np.array([(p.ordering, p.leaving, p.value) for p in facts.PERSONAS])[persona]
    effects += np.array([(c.ordering, c.leaving, c.value) for c in market.channels])[channel]
    ordering, leaving, value = effects.T
    mu = generator.gamma(facts.S, 1 / facts.BETA, size) * np.exp(leaving)
    worth = facts.MEDIAN_WORTH * np.exp(value + generator.normal(0, facts.BETWEEN, size))
    return Buyers(
        persona=persona,
        rate=generator.gamma(facts.R, 1 / facts.ALPHA, size) * np.exp(ordering),
        leaving=mu,
        level=worth * np.exp(facts.WITHIN**2 / 2),
        # A rate below 1e-12 never ends a life, and zero is none to divide by.
        gone=people.first[:size] + generator.exponential(1 / np.maximum(mu, 1e-12)),
    )
