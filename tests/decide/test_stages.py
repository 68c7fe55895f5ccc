"""One stage at a time, by the rule, with its day and its reason."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shop import END, START, look, order

from volver.decide.stages import ORDER, gap_lines, stage_codes, stages
from volver.domain.estimate import NotEnough
from volver.domain.stages import GapLines, Stage

LINES = GapLines(usual=4, late=8, lapsed=16)
histories = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 90), st.integers(0, 60), st.floats(0, 1)),
    min_size=1, max_size=30,
)  # fmt: skip


@given(rows=histories)
def test_each_customer_is_in_the_stage_that_the_rule_names(rows):
    """In words: too silent first, then what came before the last order."""
    occasions = np.array([row[0] for row in rows])
    spans = np.array([0 if row[0] == 1 else max(row[1], row[0] - 1) for row in rows])
    gaps = np.array([int(row[3] * span) for row, span in zip(rows, spans, strict=True)])
    silent = np.array([row[2] for row in rows])
    code, _ = stage_codes(occasions, spans, silent, gaps, LINES)
    for n, at in enumerate(code):
        pace = spans[n] / (occasions[n] - 1) / 4 if occasions[n] > 3 else 1.0
        rules = {
            Stage.LAPSED: silent[n] > 16 * pace,
            Stage.SLIPPING: 8 * pace < silent[n] <= 16 * pace,
            Stage.WON_BACK: silent[n] <= 8 * pace and occasions[n] > 1 and gaps[n] > 16 * pace,
            Stage.NEW: silent[n] <= 8 * pace and occasions[n] == 1,
            Stage.ACTIVE: silent[n] <= 8 * pace and occasions[n] > 1 and gaps[n] <= 16 * pace,
        }
        assert [stage for stage, holds in rules.items() if holds] == [ORDER[at]]


def test_the_stage_of_each_by_hand():
    """The last day is day 30; lines 8 and 16 days, for fay at half the pace twice as long."""
    days = {
        "ana": [27], "bo": [20, 26], "cy": [2, 29], "di": [18], "eva": [3, 10],
        "fay": [0, 8, 16, 20],
    }  # fmt: skip
    lines = [order(10 * k + n, who, day, "9.00") for k, (who, all_) in enumerate(days.items())
             for n, day in enumerate(all_)]  # fmt: skip
    found = stages(look(lines), LINES)
    cases = [found.case(n) for n in range(6)]
    day = [START + timedelta(days=n) for n in range(40)]
    assert [(c.stage, c.since) for c in cases] == [
        (Stage.NEW, day[27]),
        (Stage.ACTIVE, day[26]),
        (Stage.WON_BACK, day[29]),
        (Stage.SLIPPING, day[27]),  # more than 8 days after day 18
        (Stage.LAPSED, day[27]),  # more than 16 days after day 10
        (Stage.ACTIVE, day[20]),  # silent for 10 days, but her line is 8 x (20 / 3) / 4 = 13.3
    ]
    assert cases[5].own_gap == 20 / 3
    assert cases[5].late == 8 * (20 / 3) / 4
    assert cases[2].last_gap == 27
    assert cases[0].last_gap is None
    assert [c.days_since_last for c in cases] == [3, 4, 1, 12, 20, 10]


@pytest.mark.slow
@pytest.mark.parametrize("days", [0, 7, 8, 9, 15, 16, 17, 60])
def test_the_day_of_a_stage_is_the_first_on_which_the_rule_holds(days):
    """A day earlier the customer was in another stage."""
    lines = [order(1, "ana", 0, "9.00")]

    def on(day):
        return stages(look(lines, as_of=START + timedelta(days=day)), LINES).case(0)

    case = on(days)
    begun = (case.since - START).days
    assert begun <= days
    assert on(begun).stage == case.stage
    if begun:
        assert on(begun - 1).stage != case.stage


def test_lines_are_those_of_the_gaps():
    """Half, four fifths and 95 of 100 gaps are no longer."""
    assert gap_lines(np.arange(1, 101)) == GapLines(50, 80, 95, gaps=100)
    assert gap_lines(np.arange(5)) == NotEnough("lines of silence need gaps between orders", 30, 5)


def test_without_gaps_there_are_no_stages():
    """Nobody can be late where nobody has come twice."""
    assert isinstance(stages(look([order(1, "ana", 0, "9.00")], as_of=END)), NotEnough)
