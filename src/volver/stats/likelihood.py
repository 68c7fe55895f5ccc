"""The one maximum-likelihood driver: every model is fitted here, on log parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Objective = Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]
"""Log parameters, shape (k,), to (mean log-likelihood, its gradient, shape (k,))."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the likelihood is highest and how well the data pin it down."""

    log_parameters: NDArray[np.float64]
    """Shape (k,)."""
    log_likelihood: float
    """Sum over all customers, at the optimum."""
    covariance: NDArray[np.float64]
    """Of the log parameters, shape (k, k): inverse of the observed information."""
    converged: bool
    """The gradient of the mean log-likelihood vanished within tolerance."""
    ridge: str | None
    """Why the data cannot tell the parameters apart, in words; None where they can."""
    evaluations: int
