"""What saves room or time changes no number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.predict.worlds import LEAVING, asked, sold

from volver.predict import base, outlook
from volver.predict.forecast import forecast
from volver.store.schema import FORECASTS

KEYS = arrays.arrays(np.int64, st.integers(0, 60), elements=st.integers(0, 50))


@given(key=KEYS, shift=st.sampled_from([0, 40]))
def test_distinct_numbers_are_those_of_numpy(key, shift):
    """Packed with their places, or where that does not fit in a whole number, by numpy."""
    key = key << shift
    expected = np.unique(key, return_inverse=True, return_counts=True)
    for bits in (63, 10):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(base, "BITS", bits)
            found = base._unique(key.copy())
        for one, other in zip(found, expected, strict=True):
            assert one.tolist() == other.tolist()


def test_forecasts_are_the_same_however_many_are_made_at_a_time(monkeypatch):
    """Bit for bit, the card too."""
    whole = sold(LEAVING, 300, seed=5)
    card = forecast(whole, asked(model="mbg-nbd", point_only=True))
    monkeypatch.setattr(outlook, "AT_ONCE", 7)
    by_seven = sold(LEAVING, 300, seed=5)
    assert forecast(by_seven, asked(model="mbg-nbd", point_only=True)) == card
    one, other = (shop.columns("SELECT * FROM forecasts ORDER BY n") for shop in (whole, by_seven))
    assert {name: column.tobytes() for name, column in one.items()} == {
        name: column.tobytes() for name, column in other.items()
    }


def test_what_was_not_asked_for_is_null_and_has_its_column():
    """A point forecast has no ends of intervals."""
    shop = sold(LEAVING, 300, seed=5)
    forecast(shop, asked(model="bg-nbd", point_only=True))
    found = shop.columns("SELECT * FROM forecasts")
    assert tuple(found) == FORECASTS.names
    assert np.isfinite(found["value"]).all()
    assert np.isnan(found["value_low"]).all()
