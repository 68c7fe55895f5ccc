"""Gamma-Gamma gives the numbers that were printed.

Fader, Hardie & Lee (2005), JMR 42(4), 415-430; Fader & Hardie (2013), note 025; on CDNOW.
"""

import numpy as np
import pytest
from scipy.stats import rankdata

from volver.predict.order_value.gamma_gamma import GammaGamma


@pytest.fixture(scope="module")
def fitted(cdnow):
    """The fit to the 946 repeat buyers of CDNOW."""
    return GammaGamma.fit(cdnow.spend)


def test_parameters_are_those_of_note_25(fitted):
    """p 6.25, q 3.74, gamma 15.44."""
    printed = {"p": 6.25, "q": 3.74, "gamma": 15.44}
    assert fitted.model.parameters() == pytest.approx(printed, abs=5e-3)
    assert fitted.fit.converged
    assert fitted.fit.ridge is None


def test_log_likelihood_is_that_of_the_means(fitted, cdnow):
    """-4055.9177, as in CLVTools; the paper's -4659 is of the totals, lower by the sum of ln x."""
    x = cdnow.histories.repeat_count
    found = fitted.model.log_likelihood(cdnow.spend)
    assert found == pytest.approx(-4055.9177, abs=5e-5)
    assert fitted.fit.log_likelihood == pytest.approx(found, abs=1e-8)
    assert found - np.log(x[x > 0]).sum() == pytest.approx(-4659.2902, abs=5e-5)


def test_expected_order_values_of_the_first_ten_are_those_of_note_25(fitted, cdnow):
    """24.65 18.91 35.17 35.17 35.17 71.46 18.91 35.17 27.28 35.17 dollars."""
    found = fitted.model.expected(cdnow.spend.repeat_count[:10], cdnow.spend.mean[:10])
    printed = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert found == pytest.approx(printed, abs=0.0051)


def test_spend_and_orders_are_a_little_dependent(cdnow):
    """The paper's correlation of .11 between orders and mean spend, which the model ignores."""
    x, mean = cdnow.spend.repeat_count, cdnow.spend.mean
    assert np.corrcoef(x[x > 0], mean[x > 0])[0, 1] == pytest.approx(0.114, abs=5e-4)
    ranks = rankdata(x[x > 0]), rankdata(mean[x > 0])
    assert np.corrcoef(*ranks)[0, 1] == pytest.approx(0.206, abs=5e-4)  # an independent recount
