"""Ratios of gamma functions that keep their digits where the gamma functions are huge."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

FAR = 16.0  # from here on three terms of Stirling's series are exact to 1e-12


def log_rising(x: Vector, step: Vector) -> Vector:
    """ln G(x + step) - ln G(x), for x > 0 and step >= 0. Any shapes that fit, the common one out.

    Source: Stirling's series, Abramowitz & Stegun (1964), 6.1.41, its difference taken by hand.

    >>> log_rising(np.array([1.0, 1e8]), np.array([3.0, 2.0])).round(4)
    array([ 1.7918, 36.8414])
    """
    from scipy.special import gammaln

    x, step = np.broadcast_arrays(x, step)
    far = np.maximum(x, FAR)
    series = (far + step - 0.5) * np.log1p(step / far) + step * np.log(far) - step
    series += _beyond(far + step) - _beyond(far)
    near = np.minimum(x, FAR)
    return np.asarray(np.where(x < FAR, gammaln(near + step) - gammaln(near), series))


def _beyond(x: Vector) -> Vector:
    """What Stirling's formula leaves out."""
    square = 1 / (x * x)
    return np.asarray((1 / 12 - square * (1 / 360 - square / 1260)) / x)


def psi_rising(x: Vector, step: Vector | float) -> Vector:
    """psi(x + step) - psi(x): the slope of `log_rising` by x. Any shapes that fit.

    Source: the series of psi, Abramowitz & Stegun (1964), 6.3.18, its difference taken by hand.

    >>> psi_rising(np.array([1.0, 1e12]), np.array([1.0, 1.0])) * np.array([1.0, 1e12])
    array([1., 1.])
    """
    from scipy.special import psi

    x, step = np.broadcast_arrays(x, step)
    far = np.maximum(x, FAR)
    # Of 1/x and 1/(x + step): their difference, and that of their squares, with all digits.
    first, last = 1 / far, 1 / (far + step)
    gap = step * first * last
    series = np.log1p(step * first) + gap / 2
    square = gap * (first + last)
    powers = first**2 + last**2
    series += square / 12 - square * powers / 120 + square * (powers**2 - (first * last) ** 2) / 252
    near = np.minimum(x, FAR)
    return np.asarray(np.where(x < FAR, psi(near + step) - psi(near), series))


def log_beta_step(b: Vector, p: Vector | float, q: Vector) -> Vector:
    """ln B(p, b + q) - ln B(p, b) = ln [G(b+q) G(b+p) / (G(b) G(b+p+q))], never above 0.

    b, p > 0 and q >= 0, of any shapes that fit. The chance to stay through q more trials with a
    chance to leave that is Beta(p, b). Symmetric in p and q, and worked out by the smaller step.

    >>> np.exp(log_beta_step(np.array(1.0), np.array(1.0), np.array([0.0, 1.0, 2.0]))).round(4)
    array([1.    , 0.5   , 0.3333])
    """
    small, large = np.minimum(p, q), np.maximum(p, q)
    return np.asarray(np.minimum(log_rising(b, small) - log_rising(b + large, small), 0.0))
