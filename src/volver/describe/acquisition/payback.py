"""Cumulative margin per customer by months since the first order, never of a month half lived.

A month of age is 365.25 / 12 days. Bands are those of a mean over customers (`stats.means`).
"""

from collections.abc import Sequence

import numpy as np

from volver.describe.acquisition.people import UNITS, People, Whole
from volver.describe.sums import mean_of_groups
from volver.domain.estimate import Estimate

MOST_MONTHS = 24
"""A curve is no longer than this."""
_NUMERATOR, _DENOMINATOR = 48, 1461
"""12 / 365.25, as whole numbers: no day is on the wrong side of a month by rounding."""


def months_lived(days: Whole) -> Whole:
    """Whole months within so many days, both ends counted as a day lived: 31 days are one month.

    >>> months_lived(np.array([29, 30, 59, 60, 364, 365]))
    array([ 0,  1,  1,  2, 11, 12])
    """
    return (days + 1) * _NUMERATOR // _DENOMINATOR


def day_after_months(months: int) -> int:
    """The least number of days after the first order by which so many months are lived."""
    return -(-months * _DENOMINATOR // _NUMERATOR) - 1


def curves(
    customers: People, groups: Sequence[Whole], lengths: Sequence[Whole], level: float
) -> list[list[tuple[Estimate, ...]]]:
    """For each grouping, the curve of each of its groups.

    groups: of each customer the place in `lengths` of that grouping, or below 0; shape (n,).
    lengths: months that all customers of a group have lived; shape (groups,).
    """
    found: list[list[list[Estimate]]] = [[[] for _ in length] for length in lengths]
    most = min(max((int(length.max(initial=0)) for length in lengths), default=0), MOST_MONTHS)
    age = customers.day - customers.first[customers.who]
    month = months_lived(age - 1)  # the month in which a day lies, from 0
    order = np.argsort(month, kind="stable")
    edges = np.searchsorted(month[order], np.arange(most + 1))
    total = np.zeros(len(customers))
    for k in range(most):
        rows = order[edges[k] : edges[k + 1]]
        total += np.bincount(customers.who[rows], customers.kept[rows] / UNITS, len(customers))
        for curves_of, group, length in zip(found, groups, lengths, strict=True):
            means = mean_of_groups(total, group, len(length), level)
            for at in np.flatnonzero(length > k):
                curves_of[at].append(means[at])
    return [[tuple(points) for points in curves_of] for curves_of in found]
