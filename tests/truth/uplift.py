"""How often intervals of a rule's value hold the truth, and what advice is worth."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from tests.decide.uplift.campaigns import Made, amounts, visits

from volver.decide.uplift.check import checked
from volver.decide.uplift.compare import choose, compare, tally, worth
from volver.decide.uplift.learners import catalogue
from volver.decide.uplift.money import Stakes
from volver.decide.uplift.policy import policy_value
from volver.domain.errors import BadInput

LEVEL = 0.95
COST = 2.0
CUSTOMERS = 1_500
CUTS = 2
CELLS = np.array([[a, b] for a in (-1.0, 0.0, 1.0) for b in (-1.0, 0.0, 1.0)])


def fair(make: Callable[..., Made], seed: int, *how: float, **more: float) -> Made:
    """A campaign that the checks of its arms let pass; they stop one in 500 fair ones."""
    made = make(seed, *how, **more)
    try:
        checked(made.seen)
    except BadInput:
        return fair(make, seed + 1_000_000, *how, **more)
    return made


def written_rule_held(seed: int) -> bool:
    """Whether the interval of a rule written before the campaign holds its true value: those whose
    second feature is above 0, in a campaign of visits that are worth 10 and cost 1 to ask for."""
    made = fair(visits, seed, CUSTOMERS, 0.4, 0.8, share=0.3)
    found = policy_value(made.seen, made.seen.features[:, 1] > 0, 1.0, 10.0, LEVEL)
    return found.low <= true_value() <= found.high


@cache
def true_value() -> float:
    """By a million customers, of whom the expected uplift is known."""
    made = visits(0, 1_000_000, 0.4, 0.8)
    return float(((made.seen.features[:, 1] > 0) * (10 * made.uplift - 1)).mean())


def learnt_rules_held(seed: int, spread: float) -> dict[str, bool]:
    """By candidate, whether the interval of its value holds what its rules are truly worth.

    A rule treats a cell or does not, and cells are equally likely: its true value is a sum over
    nine cells of the share of rules that treat each.
    """
    made = fair(amounts, seed, CUSTOMERS, COST, spread)
    learners = catalogue(made.seen.is_binary, boosting=False)
    stakes = Stakes.of(CUSTOMERS, COST, 1.0)
    held = {}
    tallies = tally(made.seen, stakes, learners, CUTS, seed)
    for code, one in tallies.items():
        found = worth(tallies, code, CUTS, LEVEL)
        truth = sum(
            one.treats[(made.seen.features == cell).all(axis=1)].mean() / CUTS * spread * cell[0]
            for cell in CELLS
        ) / len(CELLS)
        held[code] = found.low - 1e-9 <= truth <= found.high + 1e-9
    return held


@dataclass(frozen=True)
class Advised:
    """What was advised in a world, and what it is truly worth per customer."""

    do: str
    worth: float
    plain: float
    """The better of all and none, which nobody knows."""
    best: float
    """Of whoever knows everybody's uplift."""


def advised(seed: int, mean: float, spread: float, customers: int = CUSTOMERS) -> Advised:
    """A world where treating brings `mean` less the cost on average, and `spread` tells apart."""
    made = fair(amounts, seed, customers, COST + mean, spread)
    compared = compare(made.seen, COST, 1.0, level=LEVEL, cuts=CUTS, seed=seed)
    truth = mean + spread * CELLS[:, 0]
    chosen = choose(compared, made.seen, COST, 1.0, CELLS).treat
    return Advised(
        compared.advice.do,
        float((chosen * truth).mean()),
        max(mean, 0.0),
        float(np.maximum(truth, 0).mean()),
    )
