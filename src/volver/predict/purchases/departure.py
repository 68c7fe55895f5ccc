"""The integral of Pareto/NBD over the days on which a customer may have left, for many at once.

With g(y) = (alpha+y)^-(r+x) (beta+y)^-(s+1) the chance to have left between the last order and
today is made of the integral of g from t_x to T: the difference of two 2F1 in the literature. Here
it is the difference of two tails

    A(t) = integral from t to an end of g(y) / g(t) dy,

which are positive, of moderate size and smooth. A customer needs A at t_x and at T only, and a
million customers share some ninety thousand such (x, t). For one x, A is interpolated from a few
t, and at those it is a sum over a few y: no power of a customer's own is ever formed, there is no
case of alpha below beta, and no pole at s = 1.

The end is the same for all t of one x, and no earlier than the last t. There A falls to zero, over
a stretch that is short where x is large, which no polynomial could follow: so for a larger x the
end lies farther out, until what is left there cannot be seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.stats.special import leggauss

Index = NDArray[np.intp]

DEGREE = 40
"""Places of t for one x. In ln(c + t), c the lesser of alpha and beta, the tail is analytic in a
strip of half-width pi, so the error falls by a factor of 2 to 4 with each place."""
NODES = 32
"""Places of y for one t: the integrand falls evenly in u where y = t + scale (e^u - 1)."""
UNSEEN = 40.0
"""What is e^-40 of the rest cannot be seen."""


@dataclass(frozen=True, slots=True)
class Points:
    """Distinct (x, t), in order of x. Times in days, not needing to be whole."""

    x: Vector
    """Distinct x. Shape (levels,)."""
    times: Vector
    """Distinct t. Shape (days,)."""
    time: Index
    """Each point's place among the times. Shape (points,)."""
    edges: Index
    """Where the points of each x begin, and where the last end. Shape (levels + 1,)."""
    begin: Index
    """Where each customer's (x, t_x) is among the points. Shape (n,)."""
    end: Index
    """Where each customer's (x, T) is. Shape (n,)."""


def points(x: Vector, t_x: Vector, age: Vector) -> Points:
    """Where the tails are needed. x, t_x, age: shape (n,)."""
    levels, level = np.unique(x, return_inverse=True)
    times, time = np.unique(np.concatenate([t_x, age]), return_inverse=True)
    key = np.concatenate([level, level]) * len(times) + time
    found, at = np.unique(key, return_inverse=True)
    edges = np.searchsorted(found, np.arange(len(levels) + 1) * len(times))
    return Points(
        x=np.asarray(levels, np.float64),
        times=np.asarray(times, np.float64),
        time=found % len(times),
        edges=edges,
        begin=at[: len(x)],
        end=at[len(x) :],
    )


def tails(where: Points, r: float, alpha: float, s: float, beta: float) -> Vector:
    """A, and the means that its slopes are made of, at each point. Shape (5, points).

    Rows: the integral from t to the end of g(y)/g(t) times 1, ln((alpha+y)/(alpha+t)),
    (alpha+t)/(alpha+y), ln((beta+y)/(beta+t)), (beta+t)/(beta+y).
    """
    shift = min(alpha, beta)
    last = max(float(where.times.max(initial=0)), 1e-6 * shift)  # places must differ
    half = np.log1p(last / shift) / 2
    # Chebyshev places in z = ln(1 + t/shift), the two ends among them.
    z = half * (1 - np.cos(np.pi * np.arange(DEGREE + 1) / DEGREE))
    t = np.minimum(shift * np.expm1(z), last)
    of_order, of_leaving = r + where.x[:, None], s + 1
    power = of_order + of_leaving
    # A polynomial of this degree follows e^(power z) over the stretch to this many digits, in ln.
    followed = DEGREE**2 / (2 * power * half)
    widest = max(alpha, beta)
    end = (widest + last) * np.exp(np.maximum(UNSEEN - followed, 0) / power) - widest
    value = _by_quadrature(t, end, (of_order, alpha), (of_leaving, beta))
    basis = _barycentric(z, np.log1p(where.times / shift))
    found = np.empty((5, len(where.time)))
    for level, (first, stop) in enumerate(zip(where.edges[:-1], where.edges[1:], strict=True)):
        found[:, first:stop] = value[:, level] @ basis[:, where.time[first:stop]]
    return found


def _by_quadrature(
    t: Vector, end: Vector, order: tuple[Vector, float], leave: tuple[float, float]
) -> Vector:
    """The five tails for each x and t. t: (places,); end: (levels, 1); order, leave: power and
    shift of the two factors of g. Shape (5, levels, places)."""
    roots, weights = leggauss(NODES)
    scale = 1 / (order[0] / (order[1] + t) + leave[0] / (leave[1] + t))
    reach = np.log1p((end - t) / scale)
    near = [0, DEGREE // 2, DEGREE]
    seen = _seen(reach[:, near], scale[:, near], t[near], order, leave)
    reach = np.minimum(reach, seen.max(axis=1, keepdims=True))
    u = reach[..., None] * ((1 + roots) / 2)
    later = scale[..., None] * np.expm1(u)
    of_order = np.log1p(later / (order[1] + t)[:, None])
    of_leaving = np.log1p(later / (leave[1] + t)[:, None])
    density = np.exp(u - order[0][..., None] * of_order - leave[0] * of_leaving)
    density *= weights * (reach * scale)[..., None] / 2
    return np.stack(
        [
            density.sum(axis=-1),
            (density * of_order).sum(axis=-1),
            (density * np.exp(-of_order)).sum(axis=-1),
            (density * of_leaving).sum(axis=-1),
            (density * np.exp(-of_leaving)).sum(axis=-1),
        ]
    )


def _seen(
    reach: Vector, scale: Vector, t: Vector, order: tuple[Vector, float], leave: tuple[float, float]
) -> Vector:
    """How far in u the integrand can be seen, reach at most; by halving. All of one shape."""
    low, high = np.zeros_like(reach), reach
    for _ in range(12):
        u = (low + high) / 2
        later = scale * np.expm1(u)
        height = (
            u
            - order[0] * np.log1p(later / (order[1] + t))
            - leave[0] * np.log1p(later / (leave[1] + t))
        )
        low, high = np.where(height > -UNSEEN, u, low), np.where(height > -UNSEEN, high, u)
    return high


def _barycentric(places: Vector, wanted: Vector) -> Vector:
    """Weights by which values at Chebyshev places make the value wanted. Shape (places, wanted).

    Source: Berrut & Trefethen (2004), Barycentric Lagrange interpolation, SIAM Review 46(3),
    501-517, eq. 4.2 with the weights of their section 5.3.
    """
    sign = np.where(np.arange(len(places)) % 2 == 0, 1.0, -1.0)
    sign[[0, -1]] /= 2
    gap = wanted - places[:, None]
    hit = gap == 0
    gap[hit] = 1.0
    weight = sign[:, None] / gap
    weight /= weight.sum(axis=0)
    return np.where(hit.any(axis=0), hit.astype(np.float64), weight)
