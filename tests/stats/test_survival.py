"""What was seen of survival, and ratios of gamma functions."""

import numpy as np
import pytest
from mpmath import digamma, loggamma, mp, mpf

from volver.stats.intervals import share_band
from volver.stats.rising import log_beta_step, log_rising, psi_rising
from volver.stats.survival import kept_band, kept_so_far, left_by_cause

# Freireich et al. (1963), remission in weeks under 6-MP: 21 patients, as every text prints them.
ENDS = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def remission():
    """At risk and ended by week 1 .. 35."""
    ended = np.array([float(ENDS.get(week, 0)) for week in range(1, 36)])
    gone = ended + np.array([float(CENSORED.count(week)) for week in range(1, 36)])
    return 21 - np.append(0.0, np.cumsum(gone)[:-1]), ended


def test_remission_survival_is_as_printed():
    """Kalbfleisch & Prentice: .857 after week 6, .807, .753, .690, .627, .538, .448 after 23."""
    share = kept_so_far(*remission())
    weeks = np.array([6, 7, 10, 13, 16, 22, 23])
    printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert share[weeks - 1] == pytest.approx(printed, abs=5e-4)
    low, high = kept_band(*remission(), level=0.95)
    # As R's survfit(conf.type = "log-log") gives them for week 6 and week 23.
    assert (low[5], high[5]) == pytest.approx((0.620, 0.952), abs=5e-4)
    assert (low[22], high[22]) == pytest.approx((0.188, 0.680), abs=5e-4)


def test_bands_lie_between_none_and_all():
    """Also where everybody left, and where nobody did."""
    at_risk, ended = np.array([4.0, 4.0, 3.0, 0.0]), np.array([0.0, 1.0, 3.0, 0.0])
    low, high = kept_band(at_risk, ended, 0.9)
    share = kept_so_far(at_risk, ended)
    assert ((low >= 0) & (low <= share) & (share <= high) & (high <= 1)).all()
    assert share.tolist() == [1.0, 0.75, 0.0, 0.0]


def test_that_nobody_left_yet_does_not_say_that_nobody_will():
    """Of 20 who stayed, 90 %: Wilson's lower end, 20 / (20 + 1.645^2)."""
    low, high = kept_band(np.array([20.0, 30.0, 0.0]), np.zeros(3), 0.9)
    assert low.tolist() == pytest.approx([0.8809] * 3, abs=1e-4)
    assert high.tolist() == [1.0] * 3


def test_causes_add_up_to_all_who_left():
    """Whoever is not there left for one reason and no other."""
    generator = np.random.default_rng(1)
    ended = generator.integers(0, 5, (3, 12)).astype(float)
    at_risk = 200 - np.append(0.0, np.cumsum(ended.sum(axis=0))[:-1])
    left = left_by_cause(at_risk, ended)
    assert left.sum(axis=0) == pytest.approx(1 - kept_so_far(at_risk, ended.sum(axis=0)))
    assert (np.diff(left, axis=1) >= 0).all()


def test_a_share_of_none_and_of_all_have_bands():
    """Wilson (1927): 0 of 10 and 10 of 10, and nobody asked at all."""
    assert share_band(0, 10, 0.95) == pytest.approx((0.0, 0.2775), abs=5e-5)
    assert share_band(10, 10, 0.95) == pytest.approx((0.7225, 1.0), abs=5e-5)
    assert share_band(0, 0, 0.95) == (0.0, 1.0)


@pytest.mark.parametrize("x", [0.3, 5.0, 15.9, 16.1, 1e3, 1e9, 1e30])
@pytest.mark.parametrize("step", [1e-6, 0.5, 3.0, 1e4])
def test_ratios_of_gamma_functions_keep_their_digits(x, step):
    """Against sixty digits."""
    with mp.workdps(60):
        ratio = float(loggamma(mpf(x) + mpf(step)) - loggamma(mpf(x)))
        slope = float(digamma(mpf(x) + mpf(step)) - digamma(mpf(x)))
        b = [float(loggamma(mpf(x) + mpf(q)) + loggamma(mpf(x) + mpf(step)) - loggamma(mpf(x))
             - loggamma(mpf(x) + mpf(step) + mpf(q))) for q in (0.1, 7.0)]  # fmt: skip
    assert log_rising(np.array(x), np.array(step)) == pytest.approx(ratio, rel=1e-9, abs=1e-14)
    assert psi_rising(np.array(x), step) == pytest.approx(slope, rel=1e-9)
    found = log_beta_step(np.array(x), step, np.array([0.1, 7.0]))
    assert found == pytest.approx(b, rel=1e-6, abs=1e-12)
