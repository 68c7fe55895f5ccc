"""Log-space helpers and quadrature that the models share."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@lru_cache(maxsize=256)
def leggauss(n: int) -> tuple[Vector, Vector]:
    """Nodes and weights of Gauss-Legendre on (-1, 1), each of shape (n,); found once for each n."""
    roots, weights = np.polynomial.legendre.leggauss(n)
    roots.setflags(write=False)
    weights.setflags(write=False)
    return roots, weights


def softplus(x: Vector) -> tuple[Vector, Vector]:
    """ln(1 + e^x) and its slope 1 / (1 + e^-x), without overflow. Any shape in, the same out.

    >>> softplus(np.array([-800.0, 0.0, 800.0]))[0].round(2).tolist()
    [0.0, 0.69, 800.0]
    """
    small = np.exp(-np.abs(x))
    return np.maximum(x, 0) + np.log1p(small), np.where(x > 0, 1, small) / (1 + small)


def log1mexp(x: Vector) -> Vector:
    """ln(1 - e^-x) for x > 0, exact at both ends. Any shape in, the same out.

    Source: Mächler (2012), "Accurately computing log(1 - exp(-|a|))", eq. 7.

    >>> log1mexp(np.array([1e-20, 50.0])).round(4)
    array([-46.0517,  -0.    ])
    """
    small = x < np.log(2)
    return np.where(
        small,
        np.log(-np.expm1(-np.where(small, x, 1.0))),
        np.log1p(-np.exp(-np.where(small, 1.0, x))),
    )


def exceeding(values: NDArray[np.int64], weights: Vector) -> Vector:
    """Weight of the rows whose value exceeds i, for i = 0 .. max - 1. Rows (n,), result (max,).

    A sum of rising factorials needs no gamma function with it: sum_i w_i ln[G(r+x_i)/G(r)] is
    sum_k exceeding_k ln(r+k), exact for any r.

    >>> exceeding(np.array([0, 2, 3]), np.array([5.0, 1.0, 1.0]))
    array([2., 2., 1.])
    """
    at = np.bincount(values, weights)
    return np.asarray(at[::-1].cumsum()[::-1][1:])


def negbin_at_least(shape: Vector, success: Vector, n_max: int) -> Vector:
    """P(N >= n) for n = 1 .. n_max, where N events come at a rate that is Gamma(shape).

    shape: (n,), above 0; success: (n,), the chance t / (scale + t) of an event within the time t,
    0 to 1. Returns shape (n, n_max). The last column is an incomplete beta function; the others
    add the mass to it from the far end, so that a small probability keeps its digits.

    Source: the negative binomial as a gamma mixture of Poissons, Greenwood & Yule (1920), JRSS
    83(2), 255-279.

    >>> negbin_at_least(np.array([1.0]), np.array([0.5]), 3)
    array([[0.5  , 0.25 , 0.125]])
    """
    from scipy.special import betainc, xlogy

    shape, success = shape[:, None], success[:, None]
    k = np.arange(1, n_max, dtype=np.float64)
    rising = np.log((shape + k - 1) / k).cumsum(axis=1)
    exactly = np.exp(rising + shape * np.log1p(-success) + xlogy(k, success))
    beyond = betainc(float(n_max), shape, success)
    at_least = np.append(exactly, beyond, axis=1)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(np.minimum(at_least, 1))


@lru_cache(maxsize=4096)
def beta_nodes(a: float, b: float, n: int) -> tuple[Vector, Vector]:
    """Nodes and weights, each of shape (n,), for expectations under Beta(a, b).

    Exact for polynomials below degree 2n; the weights sum to one for any a, b > 0, where a
    normalising constant would overflow.

    Source: Gauss-Jacobi by Golub & Welsch (1969), Math. Comp. 23, 221-230; the recurrence is that
    of the Jacobi polynomials with exponents b - 1 and a - 1, moved to (0, 1).

    >>> p, weight = beta_nodes(2.0, 3.0, 8)
    >>> round(float(weight @ p), 12), round(float(weight @ p**2), 12)
    (0.4, 0.2)
    """
    from scipy.linalg import eigh_tridiagonal

    k = np.arange(1, n, dtype=np.float64)
    s = 2 * k + a + b - 2
    middle = (a - b) * (a + b - 2) / (s * (s + 2))
    # At k = 1 the factor (k + a + b - 2) / (s - 1) is one, and 0/0 where a + b is one.
    ratio = np.ones(n - 1)
    ratio[1:] = (k[1:] + a + b - 2) / (s[1:] - 1)
    off = 4 * k * (k + b - 1) * (k + a - 1) * ratio / (s**2 * (s + 1))
    diagonal = np.append((a - b) / (a + b), middle)
    roots, vectors = eigh_tridiagonal(diagonal, np.sqrt(off))
    nodes, weights = (1 + roots) / 2, vectors[0] ** 2
    nodes.setflags(write=False)
    weights.setflags(write=False)
    return nodes, weights
