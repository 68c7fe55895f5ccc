"""What was seen of survival, without a model: by period, with bands. Arrays only."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def kept_so_far(at_risk: Vector, ended: Vector) -> Vector:
    """Share still there after each period, shape (m,): the product of the shares that renewed.

    at_risk, ended: shape (m,); periods in which nobody was at risk change nothing.

    Source: Kaplan & Meier (1958), JASA 53, 457-481.

    >>> kept_so_far(np.array([4.0, 2.0]), np.array([1.0, 1.0]))
    array([0.75 , 0.375])
    """
    renewed = 1 - ended / np.maximum(at_risk, 1e-300)
    return np.asarray(np.cumprod(np.where(at_risk > 0, renewed, 1.0)))


def kept_band(at_risk: Vector, ended: Vector, level: float) -> tuple[Vector, Vector]:
    """Low and high ends of `kept_so_far`, each of shape (m,), within 0 and 1.

    Source: Greenwood's variance on the scale of ln(-ln S); Kalbfleisch & Prentice (2002), The
    Statistical Analysis of Failure Time Data, section 1.4. While nobody has left, Wilson's: of n
    who all stayed, no fewer than n / (n + z^2) would.
    """
    from scipy.special import ndtri

    share = kept_so_far(at_risk, ended)
    left = at_risk - ended
    safe = (at_risk > 0) & (left > 0)
    added = np.where(safe, ended / np.where(safe, at_risk * left, 1.0), 0.0)
    log_s = np.log(np.clip(share, 1e-300, 1 - 1e-16))
    z = float(ndtri((1 + level) / 2))
    spread = z * np.sqrt(np.cumsum(added)) / -log_s
    ends = [np.exp(log_s * np.exp(np.clip(sign * spread, -700, 700))) for sign in (1, -1)]
    fewest = np.minimum.accumulate(np.where(at_risk > 0, at_risk, np.inf))
    all_stayed = np.where(np.isfinite(fewest), 1 / (1 + z**2 / fewest), 0.0)
    low, high = (np.where(share <= 0, 0.0, end) for end in ends)
    return np.where(share >= 1, all_stayed, low), np.where(share >= 1, 1.0, high)


def left_by_cause(at_risk: Vector, ended: Vector) -> Vector:
    """Share of all who have left by each period for each cause, shape (causes, m).

    at_risk: shape (m,); ended: shape (causes, m). The causes compete: who left for one can no
    longer leave for another, so the shares add up to 1 - S(t).

    Source: Aalen & Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.

    >>> left_by_cause(np.array([4.0, 2.0]), np.array([[1.0, 0.0], [0.0, 1.0]]))
    array([[0.25 , 0.25 ],
           [0.   , 0.375]])
    """
    before = np.append(1.0, kept_so_far(at_risk, ended.sum(axis=0))[:-1])
    return np.asarray(np.cumsum(before * ended / np.maximum(at_risk, 1e-300), axis=1))
