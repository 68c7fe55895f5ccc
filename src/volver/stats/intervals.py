"""Intervals of shares, means and ratios, from the sums that a query brings."""

import math
from statistics import NormalDist

Span = tuple[float, float] | None
"""Low and high; None where there is too little to say."""


def wilson(hits: float, n: float, level: float) -> Span:
    """Interval of a share, within 0 and 1.

    Source: Wilson (1927), JASA 22, 209-212.

    >>> [round(end, 4) for end in wilson(81, 263, 0.95)]
    [0.2553, 0.3662]
    """
    if n <= 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / n
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)


def share_band(hits: float, n: float, level: float) -> tuple[float, float]:
    """The interval of `wilson`; where nothing was seen, any share.

    >>> tuple(round(end, 3) for end in share_band(5.0, 10.0, 0.95))
    (0.237, 0.763)
    """
    return wilson(hits, n, level) or (0.0, 1.0)


def mean(n: float, total: float, squares: float, level: float) -> Span:
    """Interval of a mean by Student's t, from the sum and the sum of squares of n numbers."""
    return ratio(n, total, n, squares, total, n, level)


def ratio(
    n: float, top: float, under: float, top2: float, both: float, under2: float, level: float
) -> Span:
    """Interval of a ratio of two sums over n units, such as customers, by the delta method.

    top, under: the sums; top2, under2: sums of squares; both: sum of products.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., equation 6.13.
    """
    if n < 2 or under <= 0:
        return None
    from scipy.special import stdtrit

    found = top / under
    squared = max(top2 - 2 * found * both + found**2 * under2, 0.0)
    error = math.sqrt(squared * n / (n - 1)) / under
    reach = float(stdtrit(n - 1, (1 + level) / 2)) * error
    return found - reach, found + reach


def weighed_share(
    n: float, top: float, under: float, top2: float, both: float, under2: float, level: float
) -> Span:
    """Interval of a share of money, such as what is kept of it: the sums of `ratio`, top <= under.

    Wilson's, with as many units as the sample is worth: (sum of w)^2 / sum of w^2 (Kish), or fewer
    where what was seen scatters by more. Where nobody has left yet the scatter that was seen is
    nought, and where few have it says little of the large ones, who may be next.

    Source: Korn & Graubard (1998), Survey Methodology 24(2), 193-201, equation 2.

    >>> [round(end, 3) for end in weighed_share(50, 500.0, 500.0, 5000.0, 5000.0, 5000.0, 0.9)]
    [0.949, 1.0]
    """
    if n < 2 or under <= 0:
        return None
    share, worth = min(top / under, 1.0), under**2 / under2
    squared = max(top2 - 2 * share * both + share**2 * under2, 0.0) * n / (n - 1)
    if squared > 0:
        worth = min(worth, share * (1 - share) * under**2 / squared)
    return wilson(share * worth, worth, level)


def net_ratio(
    n: float,
    top: float,
    under: float,
    top2: float,
    both: float,
    under2: float,
    left: tuple[float, float, float],
    level: float,
) -> Span:
    """Interval of a ratio of money that is partly lost and partly grown, as by `ratio`.

    left: top, top2 and both of what is left of it, growth set aside. What is lost has the interval
    of `weighed_share`, what was added that of `ratio`; their distances from the middle are squared
    and added.

    Source: Zou & Donner (2008), Statistics in Medicine 27(10), 1693-1702.
    """
    held, held2, held_both = left
    lost = weighed_share(n, held, under, held2, held_both, under2, level)
    # Of who grew: (new - old)^2 = (new^2 - old^2) - 2 (new x old - old^2).
    grown2 = top2 - held2 - 2 * (both - held_both)
    grown = ratio(n, top - held, under, grown2, both - held_both, under2, level)
    if lost is None or grown is None:
        return None
    found, share, growth = top / under, held / under, (top - held) / under
    low = math.hypot(share - lost[0], growth - grown[0])
    return found - low, found + math.hypot(lost[1] - share, grown[1] - growth)


def difference(plus: float, minus: float, n: float, level: float) -> Span:
    """Interval of the difference of two shares of the same n answers, such as an NPS, as a share.

    The variance of a difference of two proportions of one sample: (p + q - (p - q)^2) / n. Where
    all answers agree it is nought, and the interval a point: read it with the number of answers.
    """
    if n < 2:
        return None
    gap = (plus - minus) / n
    variance = ((plus + minus) / n - gap * gap) / n
    reach = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(max(variance, 0.0))
    return max(gap - reach, -1.0), min(gap + reach, 1.0)


def gap_of_shares(
    hits: float, n: float, others: float, m: float, level: float
) -> tuple[float, float]:
    """Interval of hits / n - others / m, of two samples; within -1 and 1. n and m above 0.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: Wilson's intervals,
    put together as squares.

    >>> [round(end, 4) for end in gap_of_shares(56, 70, 48, 80, 0.95)]
    [0.0524, 0.3339]
    """
    (low, high), (least, most) = share_band(hits, n, level), share_band(others, m, level)
    p, q = hits / n, others / m
    return p - q - math.hypot(p - low, most - q), p - q + math.hypot(high - p, q - least)
