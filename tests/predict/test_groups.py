"""Levels and profiles: who is alike, and what is done with too many of them, or too few."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.predict.worlds import LEAVING, shop, sold_in

from volver.predict.groups.profiles import (
    MOST_LEVELS,
    MOST_PROFILES,
    OTHER,
    UNKNOWN,
    grouped,
    groups_of,
)
from volver.stats.simulate import with_effects


def texts(*rows, names=("channel", "country")):
    """Attributes as JSON, one row a customer."""
    return [json.dumps(dict(zip(names, row, strict=False))) for row in rows]


def test_a_profile_is_one_level_of_each_attribute():
    """In alphabetical order; features are being of a level."""
    found = grouped(texts(("web", "ES"), ("shop", "ES"), ("web", "FR"), ("web", "ES")))
    assert found.attributes == ("channel", "country")
    assert found.levels == (("shop", "web"), ("ES", "FR"))
    assert found.profiles == (("shop", "ES"), ("web", "ES"), ("web", "FR"))
    assert found.profile.tolist() == [1, 0, 2, 1]
    assert found.customers.tolist() == [1, 2, 1]
    assert [who.tolist() for who in found.members()] == [[1], [0, 3], [2]]
    assert found.effects.names == (
        "channel: shop", "channel: web", "country: ES", "country: FR",
    )  # fmt: skip
    assert found.effects.features.tolist() == [[1, 0, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1]]


def test_what_is_missing_is_a_level_of_its_own():
    """No attributes at all, or one of them not stated."""
    found = grouped([None, *texts(("web", None), (None, "ES"))])
    assert set(found.profiles) == {(UNKNOWN, UNKNOWN), (UNKNOWN, "ES"), ("web", UNKNOWN)}


def test_one_level_tells_nobody_apart():
    """It is left out and said; with no other there are no groups."""
    found = grouped(texts(("web", "ES"), ("web", "FR")))
    assert found.attributes == ("country",)
    assert found.notes == ("channel tells nobody apart: all customers are of one level",)
    assert grouped(texts(("web",), ("web",))) == "no groups: every customer is of one and the same"
    assert isinstance(grouped([None, None]), str)
    assert isinstance(grouped([]), str)


def test_of_ten_thousand_levels_the_largest_are_kept():
    """The others are one, in words; of equals the first in the alphabet."""
    rows = [(f"l{k:05d}",) for k in range(10_000)] + [("big",)] * 50 + [("l00007",)]
    found = grouped(texts(*rows))
    assert len(found.levels[0]) == MOST_LEVELS
    assert {"big", "l00007", "l00000", OTHER} <= set(found.levels[0])
    assert found.notes == (
        f"channel has 10,001 levels: the {MOST_LEVELS - 1} largest are kept, the others are put"
        ' together as "other"',
    )
    assert found.customers.sum() == len(rows)


def test_many_attributes_are_cut_until_their_profiles_are_few():
    """Every profile is a model with tables of its own."""
    generator = np.random.default_rng(3)
    names = ("a", "b", "c", "d", "e")
    rows = generator.integers(0, 20, (5_000, 5)).astype(str).tolist()
    found = grouped(texts(*rows, names=names))
    assert 1 < len(found.profiles) <= MOST_PROFILES
    assert len(found.profile) == 5_000


levels = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None])), min_size=1, max_size=40
)


@given(levels, st.randoms())
def test_neither_order_nor_number_of_customers_matters_to_who_is_alike(rows, random):
    """Customers are in one profile if and only if they share all levels."""
    found = grouped(texts(*rows))
    if isinstance(found, str):
        assert len(set(rows)) == 1
        return
    order = list(range(len(rows)))
    random.shuffle(order)
    again = grouped(texts(*(rows[k] for k in order)))
    assert again.profiles == found.profiles
    assert again.profile.tolist() == found.profile[order].tolist()
    told = {row: profile for row, profile in zip(rows, found.profile.tolist(), strict=True)}
    assert [told[row] for row in rows] == found.profile.tolist()


def test_groups_are_those_of_the_snapshots_customers_in_their_order():
    """On an earlier day too, and None where nobody named any."""
    worlds = {"shop": (LEAVING, 30), "web": (with_effects(LEAVING, ordering=1.0), 20)}
    snapshot = sold_in(worlds, seed=1)
    for one in (snapshot, snapshot.at(snapshot.first_day)):
        found = groups_of(one)
        ids = [row[0] for row in one.rows("SELECT customer_id FROM histories ORDER BY n")]
        if isinstance(found, str):
            assert len({name[:-6] for name in ids}) == 1
            continue
        named = [found.profiles[k][0] for k in found.profile]
        assert named == [name[:-6] for name in ids]
    assert groups_of(shop([("a", 1, 5.0)], 10)) is None


@pytest.mark.parametrize("level", ["", " ", "; ", "{n:count}", '"', "\\", "<b>", "x" * 300])
def test_a_level_may_be_any_text(level):
    """It is data: never a sentence, a path or markup."""
    found = grouped(texts((level,), ("web",)))
    assert set(found.levels[0]) == {level, "web"}
