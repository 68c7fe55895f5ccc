"""Charts of the literature, as numbers: CDNOW under Pareto/NBD, as BTYD's vignette prints them."""

import numpy as np
import pytest

from volver.predict.evidence.last_test import by_frequency
from volver.predict.evidence.tracking import expected_by
from volver.predict.purchases.model import expected_orders
from volver.predict.purchases.pareto_nbd import ParetoNbd

WEEKS_39 = 273


@pytest.fixture(scope="module")
def model(cdnow):
    """The fit to CDNOW."""
    return ParetoNbd.fit(cdnow.histories).model


def test_the_cohort_is_tracked_week_by_week(model, cdnow):
    """New repeat orders in weeks 20 to 25, and their sum since week 1."""
    age = cdnow.histories.age
    born, customers = np.unique(age.max() - age, return_counts=True)
    edges = np.arange(0, 78 * 7 + 1, 7)
    found = expected_by(model, born, customers, edges)
    printed = [78.308, 76.419, 74.648, 72.983, 71.414, 69.933]
    assert np.diff(found)[19:25] == pytest.approx(printed, rel=1e-4)
    assert found[[20, 25]] == pytest.approx([1308.856, 1674.253], rel=1e-4)


def test_what_is_joined_between_ages_is_exact_to_six_digits(model, cdnow):
    """The curve through a few ages is the model's own at all others."""
    edges = np.arange(0, 547)
    found = expected_by(model, np.array([0]), np.array([1]), edges)
    own = [model.expected_new(float(day)) for day in edges[1:]]
    assert found[1:] == pytest.approx(own, rel=1e-6)


def test_the_holdout_is_met_by_past_frequency(model, cdnow):
    """Customers, mean orders that came and that were expected, by x = 0, 1, ... 7 or more."""
    expected = expected_orders(model, *cdnow.columns, WEEKS_39)
    found = by_frequency(cdnow.histories.repeat_count, expected, cdnow.future.astype(int))
    assert [one.repeats for one in found] == list(range(8))
    assert [one.customers for one in found] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert [one.actual for one in found] == pytest.approx(
        [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594], abs=5e-5
    )
    assert [one.model for one in found] == pytest.approx(
        [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403], abs=1.5e-3
    )
