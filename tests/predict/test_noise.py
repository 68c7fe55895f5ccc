"""What the fit might have been, in a few models."""

import numpy as np
import pytest

from volver.predict.noise import mixture, noise, sigma_points
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Fit

COVARIANCE = np.array([[0.04, 0.01, 0.0], [0.01, 0.09, -0.02], [0.0, -0.02, 0.01]])


def fitted(covariance):
    """A Gamma-Gamma with this doubt."""
    logs = np.log([6.0, 4.0, 15.0])
    return Fitted(GammaGamma.from_log_parameters(logs), Fit(logs, 0.0, covariance, True, None, 1))


def test_sigma_points_have_the_mean_and_the_covariance_of_the_fit():
    """In equal shares, on log parameters."""
    logs = np.array([model.log_parameters for model in sigma_points(fitted(COVARIANCE))])
    assert logs.mean(axis=0) == pytest.approx(np.log([6.0, 4.0, 15.0]))
    centred = logs - logs.mean(axis=0)
    assert centred.T @ centred / len(logs) == pytest.approx(COVARIANCE, abs=1e-12)


def test_the_noise_of_a_power_is_that_power_of_the_noise():
    """ln(gamma^2) varies four times as much as ln gamma."""
    points = sigma_points(fitted(COVARIANCE))
    assert noise([np.array(m.gamma) for m in points]) == pytest.approx(0.01)
    assert noise([np.array(m.gamma**2) for m in points]) == pytest.approx(0.04)


def test_a_sure_fit_stands_for_itself():
    """Noise of less than 3 % is left out, more is mixed in."""
    sure, unsure = fitted(1e-6 * COVARIANCE), fitted(COVARIANCE)
    assert mixture(sure, lambda m: np.array([m.gamma])) == [sure.model]
    assert len(mixture(unsure, lambda m: np.array([m.gamma]))) == 6
