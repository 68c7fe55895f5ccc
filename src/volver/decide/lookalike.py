"""What sets the most valuable customers apart from the rest, to look for others like them.

Only what was known of customers when they came is compared: what they bought is what their value
was computed from, and would explain it by itself.
"""

from collections.abc import Sequence

import numpy as np

from volver.decide.traits import Trait
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.likeness import Likeness, LookAlike
from volver.stats.screen import discoveries, share_ratio

TOP = 0.1
FALSE_SHARE = 0.05
LEAST_TOP = 50
LEAST_EXPECTED = 5.0
"""Customers of a level that the top would hold if it were like the rest: fewer tell nothing."""


def look_alike(
    traits: Sequence[Trait], value: Vector, level: float, share: float = TOP
) -> LookAlike | NotEnough:
    """The levels of traits among the top `share` of customers by value, against the rest.

    value: shape (n,). Customers whose values tie at the border are all of the top.
    """
    n = len(value)
    wanted = int(np.ceil(share * n))
    if wanted < LEAST_TOP:
        return NotEnough("too few customers to tell what sets the top apart", LEAST_TOP, wanted)
    least = float(np.partition(value, n - wanted)[n - wanted])
    top = value >= least
    if top.all():
        return NotEnough("all customers are worth the same", 2, 1)
    of_top, of_rest = int(top.sum()), int((~top).sum())
    names, counts = [], []
    for trait in traits:
        k = len(trait.levels)
        size = np.bincount(trait.code, minlength=k)
        above = np.bincount(trait.code[top], minlength=k)
        names += [(trait.name, each) for each in trait.levels]
        counts += list(zip(above.tolist(), (size - above).tolist(), strict=True))
    table = np.array(counts, np.float64).reshape(-1, 2)
    expected = table.sum(axis=1) * of_top / n
    judged = (expected >= LEAST_EXPECTED) & (of_top - expected >= LEAST_EXPECTED)
    low, ratio, high, chance = share_ratio(table[:, 0], of_top, table[:, 1], of_rest, level)
    believed = discoveries(np.where(judged, chance, np.nan), FALSE_SHARE)
    rows = [
        Likeness(
            trait=names[at][0],
            level=names[at][1],
            top=int(table[at, 0]),
            rest=int(table[at, 1]),
            top_share=float(table[at, 0] / of_top),
            rest_share=float(table[at, 1] / of_rest),
            lift=Estimate(float(ratio[at]), float(low[at]), float(high[at]), level),
            is_beyond_chance=bool(believed[at]),
        )
        for at in np.flatnonzero(judged).tolist()
    ]
    rows.sort(key=lambda row: (not row.is_beyond_chance, -row.lift.value, row.trait, row.level))
    return LookAlike(of_top, of_rest, least, tuple(rows), FALSE_SHARE, int((~judged).sum()))
