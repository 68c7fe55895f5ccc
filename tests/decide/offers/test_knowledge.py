"""What is put by of all customers gives one customer the very lists that all would have got."""

import numpy as np
import pytest
from tests.decide.offers.worlds import world_of

from volver.decide.offers.baskets import baskets
from volver.decide.offers.knowledge import Knowledge, learn, read, write
from volver.decide.offers.next_products import next_products
from volver.domain.estimate import NotEnough

LEVEL = 0.8


def snapshots():
    """Of made shops whose logs reach back far enough."""
    for seed in range(2):
        snapshot = world_of(seed).snapshot()
        known = learn(snapshot)
        if isinstance(known, Knowledge):
            yield snapshot, known


@pytest.mark.slow
@pytest.mark.mission("X1")
def test_one_customer_gets_the_lists_that_all_would_have_got(tmp_path):
    """Every suggestion with all its figures, also after what was learnt was put by and read."""
    compared = 0
    for snapshot, known in snapshots():
        bought = baskets(snapshot)
        everybody = next_products(bought, LEVEL)
        write(known, tmp_path / "offers.json")
        again = read(tmp_path / "offers.json")
        for row, who in enumerate(bought.customer_ids.tolist()):
            expected = everybody.of(row)
            assert known.of(snapshot, str(who), LEVEL).of(0) == expected
            assert again.of(snapshot, str(who), LEVEL).of(0) == expected
            compared += len(expected)
        assert again.catalogue == known.catalogue
        assert again.ratios == known.ratios
    assert compared > 500


def test_what_cannot_be_learnt_is_put_by_as_such(tmp_path):
    """With the reason, so that a page can say it."""
    lack = NotEnough("too short a log", 100, 3)
    write(lack, tmp_path / "offers.json")
    assert read(tmp_path / "offers.json") == lack


@pytest.mark.slow
def test_the_same_is_put_by_byte_for_byte(tmp_path):
    """Two runs of the same orders are alike."""
    _, known = next(snapshots())
    for name in ("one", "two"):
        write(known, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    found = read(tmp_path / "one")
    assert np.array_equal(found.waits.days, known.waits.days, equal_nan=True)
