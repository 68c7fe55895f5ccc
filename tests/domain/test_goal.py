"""Whether a goal is on its way: by hand, upwards and downwards, with an interval and without."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.domain.goal import Reading, standing
from volver.domain.measure import Unit
from volver.present.goals import standing_told
from volver.present.words import Words

SET, DUE = date(2025, 1, 1), date(2025, 4, 11)
"""A hundred days."""


def on(day: int, value: float, low: float | None = None, high: float | None = None) -> Reading:
    """The figure so many days after the goal was set."""
    return Reading(value, SET + timedelta(days=day), low, high, None if low is None else 0.9)


@pytest.mark.parametrize(
    ("now", "target", "verdict"),
    [
        (on(0, 130.0), 200.0, "new"),
        (on(50, 150.0), 200.0, "on_way"),
        (on(50, 149.0), 200.0, "behind"),
        (on(50, 90.0), 200.0, "behind"),
        (on(50, 200.0), 200.0, "reached"),
        (on(120, 199.0), 200.0, "missed"),
        (on(50, 49.0), 0.0, "on_way"),
        (on(50, 51.0), 0.0, "behind"),
        (on(50, -1.0), 0.0, "reached"),
        (on(50, 170.0, 151.0, 190.0), 200.0, "on_way"),
        (on(50, 170.0, 149.0, 190.0), 200.0, "unsure"),
        (on(50, 130.0, 110.0, 149.0), 200.0, "behind"),
        (on(50, 220.0, 201.0, 240.0), 200.0, "reached"),
        (on(50, 220.0, 199.0, 240.0), 200.0, "maybe"),
        (on(100, 190.0, 170.0, 210.0), 200.0, "unsure"),
        (on(100, 190.0, 170.0, 199.0), 200.0, "missed"),
    ],
)
def test_a_goal_is_judged_by_the_time_that_has_gone(
    now: Reading, target: float, verdict: str
) -> None:
    """From 100 to 200, or down to 0; half-way it should stand at 150, or at 50."""
    found = standing(on(0, 100.0), now, target, DUE)
    assert found.verdict == verdict
    assert found.way == pytest.approx((now.value - 100) / (target - 100))
    for language in ("en", "es"):
        assert standing_told(found, target, Unit.MONEY, Words(language)).endswith(".")


amounts = st.floats(-1e6, 1e6)


@given(amounts, amounts, amounts, st.integers(1, 200))
def test_a_goal_downwards_is_one_upwards_in_a_mirror(
    start: float, now: float, target: float, day: int
) -> None:
    """Which way is better is told by the target alone."""
    if start == target:
        return
    up = standing(on(0, start), on(day, now), target, DUE)
    down = standing(on(0, -start), on(day, -now), -target, DUE)
    assert (up.verdict, up.way) == (down.verdict, down.way)


def test_what_moved_away_is_told_as_that() -> None:
    """No share of the way is told that is below nothing."""
    found = standing(on(0, 100.0), on(50, 80.0), 200.0, DUE)
    said = standing_told(found, 200.0, Unit.MONEY, Words("en", "EUR"))
    assert said == (
        "Not on the way: the figure has moved away from the target; by now it should stand at"
        " €150.00."
    )
