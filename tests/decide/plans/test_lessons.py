"""What closed plans teach: by hand, in any order, against the truth of worlds, and openly."""

from datetime import date
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.decide.plans.lessons import COMMON, known_after, learnt_for
from volver.domain.lesson import RANGE, Lesson, contradicting
from volver.domain.plan import Action
from volver.domain.response import Effect, assumed, updated

Z = NormalDist().inv_cdf((1 + RANGE) / 2)
CALL = Action("call", "phone", 4.5, 0.0, 0.1, effects=(("best", -0.02, 0.02),))
LAST = date(2024, 3, 31)


def lesson(mean, error, segment="late", plan="one", action="call"):
    """A plan of 400 treated and 100 held out."""
    return Lesson(plan, action, segment, mean, error, 400, 100, LAST)


def test_a_lesson_of_the_same_segment_counts_by_its_precision():
    """As `updated` weighs two normals; another action's lesson changes nothing."""
    told = lesson(0.04, 0.02)
    found = learnt_for(CALL, "late", [told, lesson(0.9, 0.001, action="letter")])
    before = assumed("call", "late", "value", 0.0, 0.1)
    after = updated(before, Effect("call", "late", "value", 0.04, 0.02, "experiment", 500))
    assert (found.low, found.high) == pytest.approx(after.range(RANGE))
    assert (found.before, found.lessons) == ((0.0, 0.1), (told,))
    assert found.high - found.low < 0.1


def test_a_lesson_of_another_segment_counts_for_less():
    """By hand: of the variance v only the common half is learnt of, v/2 / (v + e^2)."""
    error = 0.1 / (2 * Z)
    found = known_after({"late": (0.05, error), "new": (0.05, error)}, "new", [lesson(0.02, 0.01)])
    pull = COMMON * error**2 / (error**2 + 0.01**2)
    assert found.mean == pytest.approx(0.05 + pull * (0.02 - 0.05))
    assert found.standard_error**2 == pytest.approx(error**2 * (1 - COMMON * pull))


def test_an_effect_that_is_given_for_a_segment_holds_there():
    """And the action's own for the others."""
    assert learnt_for(CALL, "best", ()).mean == pytest.approx(0.0)
    own = learnt_for(CALL, "good", ())
    assert (own.low, own.high, own.before, own.lessons) == (0.0, 0.1, None, ())
    above = learnt_for(CALL, "best", [lesson(0.12, 0.01)])
    assert above.mean > 0.0, "what is learnt in one segment tells of the others"


lessons_ = st.lists(
    st.builds(
        lesson,
        st.floats(-0.3, 0.3),
        st.floats(0.001, 0.2),
        st.sampled_from(["late", "best", "new"]),
        st.sampled_from(["one", "two", "three"]),
    ),
    min_size=1,
    max_size=6,
)


@given(lessons_, st.randoms(), st.sampled_from(["late", "best", "other"]))
def test_the_order_of_lessons_does_not_matter(lessons, random, segment):
    """Nor is any left out of what is told."""
    shuffled = random.sample(lessons, len(lessons))
    found, other = learnt_for(CALL, segment, lessons), learnt_for(CALL, segment, shuffled)
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-9)
    assert sorted(map(repr, found.lessons)) == sorted(map(repr, lessons))
    assert found.low < found.high


def test_a_lesson_that_contradicts_the_range_is_told_and_wins():
    """The range was too sure of itself: it is widened until the lesson fits."""
    far = lesson(0.40, 0.02)
    assert contradicting((0.0, 0.1), [far]) == [far]
    assert contradicting((0.0, 0.1), [lesson(0.08, 0.02)]) == []
    found = learnt_for(CALL, "late", [far])
    assert found.low < 0.40 < found.high
    assert found.lessons == (far,)


def test_plans_that_contradict_each_other_make_the_next_one_less_sure():
    """Their scatter beyond chance is added: the interval is wider than that of two that agree."""
    one, other = lesson(0.00, 0.01), lesson(0.12, 0.01, plan="two")
    assert contradicting((0.0, 0.1), [one, other]) == [one, other]
    apart = learnt_for(CALL, "late", [one, other])
    agreed = learnt_for(CALL, "late", [lesson(0.05, 0.01), lesson(0.06, 0.01, plan="two")])
    assert apart.high - apart.low > 3 * (agreed.high - agreed.low)


def test_a_range_without_a_width_counts_as_one_lesson_more():
    """Somebody who is certain is heard, and no more."""
    sure = Action("call", "phone", 4.5, 0.05, 0.05)
    found = learnt_for(sure, "late", [lesson(0.07, 0.01)])
    assert found.low < 0.06 < found.high
    assert found.mean == pytest.approx(0.06, abs=0.01)


@pytest.mark.mission("Q11")
def test_the_range_after_lessons_holds_the_truth_and_is_narrower():
    """2,000 worlds whose effects are as the range says: nine ranges in ten hold the truth or a few
    more, since lessons that differ by chance alone widen them a little; and they are narrower."""
    generator = np.random.default_rng(6)
    error, held, narrower, worlds = 0.1 / (2 * Z), 0, 0, 2000
    for _ in range(worlds):
        common, late, new = (
            generator.standard_normal(3) * error * np.sqrt([COMMON, 1 - COMMON, 1 - COMMON])
        )
        truth = {"late": 0.05 + common + late, "new": 0.05 + common + new}
        chance = generator.uniform(0.005, 0.03, 3)
        told = [
            lesson(truth[segment] + generator.normal(0, e), e, segment, f"plan-{at}")
            for at, (segment, e) in enumerate(zip(("late", "new", "late"), chance, strict=True))
        ]
        found = learnt_for(CALL, "late", told)
        held += found.low <= truth["late"] <= found.high
        narrower += found.high - found.low < 0.1
    assert 0.88 < held / worlds < 0.94
    assert narrower / worlds > 0.95
