"""What a holdout of a given size can tell, before anybody is contacted."""

import math
from statistics import NormalDist

from volver.domain.plan import Power

FALSE_ALARMS = 0.05
"""Two-sided: how often no lift at all is taken for one."""
NOTICED = 0.8
REACH = NormalDist().inv_cdf(1 - FALSE_ALARMS / 2) + NormalDist().inv_cdf(NOTICED)
"""Standard errors that a lift must be away from nothing: 2.8016."""


def power(treated: int, holdout: int, spread: float, expected: float) -> Power:
    """What a comparison of two means will notice.

    spread: standard deviation of one customer's margin, the same in both arms; expected: the lift
    per customer that is hoped for. Both in money.

    Source: Cohen (1988), Statistical Power Analysis, 2nd ed., section 2.4, normal approximation.

    >>> found = power(900, 100, 50.0, 4.0)
    >>> round(found.smallest, 2), found.needed, found.can_tell
    (14.77, 2453, False)
    """
    smallest = None
    if treated and holdout:
        smallest = REACH * spread * math.sqrt(1 / treated + 1 / holdout)
    needed = math.ceil(2 * (REACH * spread / expected) ** 2) if expected > 0 else None
    return Power(treated, holdout, spread, smallest, expected, needed)
