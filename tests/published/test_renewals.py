"""Models of renewals give the numbers that were printed.

Data: Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing
21(1), 76-90, Table 1, after Berry & Linoff: two segments, customers left of 1,000 at the end of
each year. Convention: the likelihood of 1,000 customers a segment, no counting constant.
"""

import numpy as np
import pytest

from volver.domain.tenure import Tenures
from volver.predict.renewals.curves import residual
from volver.predict.renewals.discrete import Bdw, Geometric, Sbg
from volver.predict.renewals.model import ended_in, survival
from volver.predict.renewals.select import choose, compare

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)


def seen(alive, years):
    """A segment as it was known after so many years."""
    alive = np.array(alive[: years + 1], float)
    last = np.append(np.arange(1.0, years + 1), years)
    ended = np.arange(years + 1) < years
    return Tenures.of(last, ended, np.append(-np.diff(alive), alive[-1]))


@pytest.mark.parametrize(
    ("alive", "years", "alpha", "beta", "log_likelihood"),
    [
        (REGULAR, 7, 0.704, 1.182, -1680.27),
        (HIGH_END, 7, 0.668, 3.806, -1611.2),
        (REGULAR, 4, 0.764, 1.296, -1401.56),
    ],
    ids=["regular", "high end", "regular, 4 years"],
)
def test_sbg_on_both_segments(alive, years, alpha, beta, log_likelihood):
    """Fader & Hardie (2007), section 3 and Appendix B; 4 years in Fader et al. (2018).

    Erratum: the text of the paper prints alpha .688 for High End, Appendix B .668; .668 is right.
    """
    fitted = Sbg.fit(seen(alive, years))
    assert fitted.model.parameters() == pytest.approx({"alpha": alpha, "beta": beta}, abs=5e-4)
    digits = 0.05 if log_likelihood == -1611.2 else 0.005
    assert fitted.fit.log_likelihood == pytest.approx(log_likelihood, abs=digits)
    assert fitted.fit.converged
    assert fitted.fit.ridge is None


def test_the_misprint_is_no_optimum():
    """The likelihood printed beside it, -1611.2, is that of alpha .668; .688 has -1611.4."""
    tenures = seen(HIGH_END, 7)
    printed = [Sbg(alpha, 3.806).log_likelihood(tenures) for alpha in (0.668, 0.688)]
    assert [round(value, 1) for value in printed] == [-1611.2, -1611.4]


@pytest.mark.parametrize(
    ("alive", "alpha", "beta", "log_likelihood", "year_12"),
    [
        (REGULAR, 0.704077, 1.182043, -1680.265188, 0.17004),
        (HIGH_END, 0.668088, 3.806095, -1611.158147, 0.37800),
    ],
    ids=["regular", "high end"],
)
def test_sbg_to_six_digits(alive, alpha, beta, log_likelihood, year_12):
    """An independent optimiser on the same table: parameters, likelihood and S(12)."""
    fitted = Sbg.fit(seen(alive, 7))
    assert fitted.model.parameters() == pytest.approx({"alpha": alpha, "beta": beta}, abs=1e-6)
    assert fitted.fit.log_likelihood == pytest.approx(log_likelihood, abs=1e-6)
    assert survival(fitted.model, np.array([12.0])) == pytest.approx([year_12], abs=5e-6)


def test_chances_to_leave_at_each_renewal():
    """alpha = beta = 1, t = 1..7: printed .5 .167 .083 .05 .033 .024 .018."""
    found = ended_in(Sbg(1.0, 1.0), np.arange(1.0, 8))
    assert found == pytest.approx([0.5, 0.167, 0.083, 0.05, 0.033, 0.024, 0.018], abs=5e-4)


def test_derl_of_case_1():
    """Fader & Hardie (2010), Marketing Science 29(1), 85-93, Table 3, case 1.

    alpha 3.80, beta 15.20, 10 % a period; just before the n-th renewal, n = 1..5, which is a
    tenure of n - 1 with the renewal due now.
    """
    found = residual(Sbg(3.80, 15.20), np.arange(5.0), discount=1 / 1.1, due=0.0)
    assert found == pytest.approx([3.31, 3.45, 3.59, 3.72, 3.84], abs=5e-3)


def test_derl_is_the_hypergeometric_function_of_the_paper():
    """(beta+n-1)/(alpha+beta+n-1) 2F1(1, beta+n; alpha+beta+n; 1/(1+d)), at rates of every size."""
    from mpmath import hyp2f1

    n = np.arange(1, 6)
    for rate in (0.5, 0.1, 0.01, 1e-4):
        for alpha, beta in ((3.80, 15.20), (0.704, 1.182)):
            known = [
                (beta + k - 1)
                / (alpha + beta + k - 1)
                * float(hyp2f1(1, beta + k, alpha + beta + k, 1 / (1 + rate)))
                for k in n.tolist()
            ]
            found = residual(Sbg(alpha, beta), n - 1.0, discount=1 / (1 + rate), due=0.0)
            assert found == pytest.approx(known, rel=1e-8)


@pytest.mark.parametrize(
    ("years", "letters", "log_likelihood"),
    [(4, (0.5230, 0.8943, 1.1964), -1401.3831), (7, (0.4556, 0.7793, 1.2835), -1679.6028)],
)
def test_bdw_on_the_regular_segment(years, letters, log_likelihood):
    """Fader, Hardie, Liu, Davin & Steenburgh (2018), Journal of Interactive Marketing 43, 1-16."""
    fitted = Bdw.fit(seen(REGULAR, years))
    found = list(fitted.model.parameters().values())
    assert found == pytest.approx(letters, abs=5e-5)
    assert fitted.fit.log_likelihood == pytest.approx(log_likelihood, abs=5e-5)
    if years == 7:  # an independent recount
        assert survival(fitted.model, np.array([12.0])) == pytest.approx([0.17733], abs=5e-6)


def test_four_years_of_the_regular_segment_keep_sbg():
    """Fader et al. (2018): the likelihood ratio is 0.35, p = .55, and sBG is kept."""
    tenures = seen(REGULAR, 4)
    test = compare(Sbg.fit(tenures), Bdw.fit(tenures))
    assert test.ratio == pytest.approx(0.35, abs=0.005)
    assert test.p_value == pytest.approx(0.55, abs=0.005)
    assert choose(tenures).fitted.model.name == "sbg"


def test_a_single_chance_for_everybody_is_refused():
    """The geometric is what the paper starts from and leaves: it falls far too fast."""
    fitted = Geometric.fit(seen(REGULAR, 7))
    assert survival(fitted.model, np.array([12.0]))[0] < 0.05
