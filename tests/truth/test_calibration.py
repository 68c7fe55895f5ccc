"""Every model says how sure it is: simulation-based calibration, and PITs of what came."""

import pytest
from tests.truth.calibration import PITS, SUBJECTS, band, from_uniform, ranks

pytestmark = pytest.mark.slow

FEW, FEW_CUSTOMERS = 40, 1000
MANY, MANY_CUSTOMERS = 400, 2000

every_model = pytest.mark.parametrize("name", SUBJECTS)


@every_model
def test_the_truth_lies_anywhere_among_the_draws(name):
    """40 worlds: the ranks of each parameter, and of what follows, within Kolmogorov's band."""
    found = ranks(SUBJECTS[name], FEW, FEW_CUSTOMERS, seed=1)
    assert {k: d for k, d in found.distances().items() if d > found.band()} == {}
    assert found.ridges <= FEW // 20


@every_model
def test_what_came_lies_anywhere_in_its_forecast_distribution(name):
    """20,000 customers: their randomised PIT within Kolmogorov's band."""
    pit = PITS[name](20_000, 2)
    assert len(pit) > 1000
    assert from_uniform(pit) < band(len(pit))


@pytest.mark.long
@every_model
def test_the_truth_lies_anywhere_among_the_draws_of_many_worlds(name):
    """400 worlds: in a band a third as wide."""
    found = ranks(SUBJECTS[name], MANY, MANY_CUSTOMERS, seed=3)
    assert {k: d for k, d in found.distances().items() if d > found.band()} == {}


@pytest.mark.long
@every_model
def test_what_came_lies_anywhere_in_the_forecast_distribution_of_many_customers(name):
    """200,000 customers: in a band a third as wide."""
    pit = PITS[name](200_000, 4)
    assert from_uniform(pit) < band(len(pit))
