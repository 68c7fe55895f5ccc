"""Many comparisons at once: which of them are more than chance. Arrays only."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]


def discoveries(p: Vector, share: float) -> NDArray[np.bool_]:
    """Which of many comparisons to believe, so that about this share of them is false at most.

    p: chances of such a difference where there is none, shape (n,); NaN is never believed. Where
    nothing differs at all, any is believed with this chance at most.

    Source: Benjamini & Hochberg (1995), JRSS B 57(1), 289-300.

    >>> discoveries(np.array([0.001, 0.02, 0.04, 0.9]), 0.05)
    array([ True,  True, False, False])
    """
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    passes = p[order] <= share * np.arange(1, len(order) + 1) / max(len(order), 1)
    last = int(np.flatnonzero(passes).max(initial=-1))
    found = np.zeros(len(p), np.bool_)
    found[order[: last + 1]] = True
    return found


def chance_of(z: Vector) -> Vector:
    """The chance of a normal deviate at least so far from 0, on either side.

    >>> chance_of(np.array([0.0, 1.959964])).round(3)
    array([1.  , 0.05])
    """
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)))


def welch(
    mean: tuple[Vector, Vector], variance: tuple[Vector, Vector], n: tuple[Vector, Vector]
) -> tuple[Vector, Vector, Vector]:
    """Difference of two means (second less first), its standard error and chance; any shape.

    variance: of single values. NaN where one side has fewer than two values.

    Source: Welch (1947), Biometrika 34, 28-35, with Satterthwaite's degrees of freedom.

    >>> one = lambda value: np.array([value])
    >>> found = welch((one(0.0), one(1.0)), (one(1.0), one(1.0)), (one(50.0), one(50.0)))
    >>> [part.round(4).item() for part in found]
    [1.0, 0.2, 0.0]
    """
    from scipy.special import stdtr

    enough = (n[0] >= 2) & (n[1] >= 2)
    parts = [v / np.maximum(k, 1) for v, k in zip(variance, n, strict=True)]
    square = parts[0] + parts[1]
    safe = np.where(enough & (square > 0), square, np.nan)
    down = sum(part**2 / np.maximum(k - 1, 1) for part, k in zip(parts, n, strict=True))
    error = np.sqrt(safe)
    difference = mean[1] - mean[0]
    t = np.abs(difference) / error
    return difference, error, np.asarray(2 * stdtr(safe**2 / down, -t))


def rate_change(
    count: tuple[Vector, Vector],
    exposure: tuple[float, float],
    squares: tuple[Vector, Vector],
    together: Vector | float,
) -> tuple[Vector, Vector, Vector]:
    """Log of the ratio of two rates (second by first), its standard error and chance.

    squares: sum of the squares of what each one counts for; together: sum of the products of what
    each counts for on both sides. With N_i of one: squares sum N_i^2, together sum N_i1 N_i2. So
    those who count several times make for more noise, and those who are on both sides for less,
    but never for less than Poisson. Half is added to each count, so that none is nothing.

    Source: variance of a ratio of sums over independent clusters, Cochran (1977), Sampling
    Techniques, section 6.4, on the log scale.
    """
    first, second = (c + 0.5 for c in count)
    ratio = np.log(second / exposure[1]) - np.log(first / exposure[0])
    seen = squares[0] / first**2 + squares[1] / second**2 - 2 * together / (first * second)
    error = np.sqrt(np.maximum(seen, 1 / first + 1 / second))
    return ratio, error, chance_of(ratio / error)


def share_ratio(
    top: Vector, of_top: float, rest: Vector, of_rest: float, level: float
) -> tuple[Vector, Vector, Vector, Vector]:
    """How many times as common something is in one group as in another: low, ratio, high, chance.

    top, rest: how many of the group's of_top or of_rest have it, shape (n,). Half is added to each
    count. The chance is that of a score test of equal shares.

    Source: Katz, Baptista, Azen & Pike (1978), Biometrics 34, 469-474, for the interval.
    """
    from scipy.special import ndtri

    a, b = top + 0.5, rest + 0.5
    m, n = of_top + 1.0, of_rest + 1.0
    log = np.log(a / m) - np.log(b / n)
    half = float(ndtri((1 + level) / 2)) * np.sqrt(1 / a - 1 / m + 1 / b - 1 / n)
    together = (top + rest) / (of_top + of_rest)
    error = np.sqrt(together * (1 - together) * (1 / of_top + 1 / of_rest))
    apart = top / of_top - rest / of_rest
    chance = chance_of(np.divide(apart, error, out=np.zeros_like(apart), where=error > 0))
    return np.exp(log - half), np.exp(log), np.exp(log + half), chance


def fisher_above(both: Whole, first: Whole, second: Whole, units: int) -> Vector:
    """The chance that two things meet in so many units at least, if neither draws the other.

    both, first, second: units with both and with each, shape (n,), of `units` in all; `both` lies
    above what is expected by chance, where the tail is short. Fisher's exact test on one side: the
    upper tail of the hypergeometric distribution, summed until its terms no longer count.

    Source: Fisher (1935), JRSS 98(1), 39-82.

    >>> one = lambda value: np.array([value])
    >>> fisher_above(one(3), one(4), one(4), 8).round(6).item()  # the lady tasting tea
    0.242857
    """
    from scipy.special import gammaln

    k, a, b, n = (np.asarray(c, np.float64) for c in (both, first, second, units))

    def ways(whole: Vector, part: Vector) -> Vector:
        return np.asarray(gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1))

    term = np.exp(ways(a, k) + ways(n - a, b - k) - ways(n, b))
    total, at, live = term.copy(), k.copy(), np.arange(len(k))
    while len(live):
        x, y, z = at[live], a[live], b[live]
        term[live] *= (y - x) * (z - x) / ((x + 1) * (n - y - z + x + 1))
        total[live] += term[live]
        at[live] += 1
        live = live[term[live] > 1e-12 * total[live]]
    return np.minimum(total, 1.0)
