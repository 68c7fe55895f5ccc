"""Pfeifer & Carraway (2000): a customer who is mailed until they have been silent too long.

Contribution 40, mailing 4, discount 20 %; after one to four periods of silence the chance to buy
is 0.30, 0.20, 0.15 and 0.05, and then the customer is lost.
"""

import numpy as np
import pytest

from volver.stats.markov import best_choice, long_run, present_value

BUYS = (0.30, 0.20, 0.15, 0.05)
LOST = 4
FACTOR = 1 / 1.2


def mailed_until(last):
    """The chain and the rewards where nobody is mailed after so many periods of silence."""
    chain, reward = np.zeros((5, 5)), np.zeros(5)
    for state, chance in enumerate(BUYS):
        if state >= last:
            chain[state, LOST] = 1.0
            continue
        chain[state, 0], chain[state, state + 1] = chance, 1 - chance
        reward[state] = (40 if state == 0 else 0) - 4
    chain[LOST, LOST] = 1.0
    return chain, reward


@pytest.mark.parametrize(
    ("last", "periods", "printed"),
    [
        (4, 4, [50.115, 4.220, 0.592, -1.980, 0]),
        (4, None, [52.320, 5.554, 1.251, -1.820, 0]),
        (3, None, [53.149, 6.621, 2.644, 0, 0]),
        (2, None, [51.574, 4.596, 0, 0, 0]),
    ],
)
def test_the_values_of_each_state_are_those_that_were_printed(last, periods, printed):
    """Over four periods, for ever, and where mailing stops a period or two earlier."""
    chain, reward = mailed_until(last)
    found = present_value(chain, reward, FACTOR, periods)
    assert found.round(3).tolist() == pytest.approx(printed, abs=1e-9)


def test_the_best_choice_is_to_stop_mailing_in_the_fourth_period():
    """There a mailing costs more than it brings; a period earlier it still pays."""
    chain, reward = mailed_until(4)
    stop = np.tile(np.eye(5)[LOST], (5, 1))
    chosen, value = best_choice(np.array([chain, stop]), np.array([reward, np.zeros(5)]), FACTOR)
    assert chosen.tolist() == [0, 0, 0, 1, 0]
    assert value.round(3).tolist() == pytest.approx([53.149, 6.621, 2.644, 0, 0], abs=1e-9)


def test_in_the_end_everybody_is_lost():
    """One state is never left, and all others lead there."""
    found = long_run(mailed_until(4)[0], np.full(5, 0.2))
    assert found.share.tolist() == pytest.approx([0, 0, 0, 0, 1])
    assert found.closed == ((LOST,),)
