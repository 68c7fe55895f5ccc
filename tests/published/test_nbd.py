"""NBD on CDNOW: an independent recount, since the literature prints its shape and not its digits.

Ehrenberg (1959), Applied Statistics 8(1), 26-41; by likelihood of the order times.
"""

import pytest

from volver.predict.purchases.model import expected_orders
from volver.predict.purchases.nbd import Nbd
from volver.stats.scores import bias, mae, msle, rmse


@pytest.fixture(scope="module")
def fitted(cdnow):
    """The fit to CDNOW."""
    return Nbd.fit(cdnow.histories)


def test_parameters_are_as_recounted(fitted):
    """r .384766, alpha 12.072023 weeks."""
    printed = {"r": 0.384766, "alpha": 12.072023}
    assert fitted.model.parameters("week") == pytest.approx(printed, abs=1e-6)
    assert fitted.fit.converged


def test_who_never_leaves_is_expected_too_often(fitted, cdnow):
    """2,929.8 orders forecast where 1,882 came: 55.7 % too many."""
    forecast = expected_orders(fitted.model, *cdnow.columns, 273)
    assert forecast.sum() == pytest.approx(2929.8, abs=0.05)
    assert bias(forecast, cdnow.future) == pytest.approx(0.557, abs=5e-4)
    scores = [score(forecast, cdnow.future) for score in (mae, rmse, msle)]
    assert scores == pytest.approx([1.041, 1.8595, 0.3622], abs=5e-4)
