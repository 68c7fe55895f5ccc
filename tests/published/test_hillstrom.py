"""Hillstrom's e-mail challenge: 64,000 customers, men's e-mail, women's e-mail, or none."""

import csv
import gzip
from dataclasses import dataclass

import numpy as np
import pytest

from volver.decide.uplift.check import balance, lift, sample_ratio
from volver.decide.uplift.compare import compare
from volver.domain.uplift import Experiment

MENS, WOMENS, NONE = "Mens E-Mail", "Womens E-Mail", "No E-Mail"
COST = 0.04
"""Of one e-mail, where a visit brings 1: assumed, since the challenge names no cost."""


@dataclass(frozen=True)
class Sent:
    """The file as arrays."""

    arm: np.ndarray
    features: np.ndarray
    outcomes: dict

    def against_none(self, email, outcome):
        """One e-mail and the holdout, by fair lots."""
        here = (self.arm == email) | (self.arm == NONE)
        came = self.outcomes[outcome][here]
        return Experiment.of(self.features[here], self.arm[here] == email, came, 0.5)


def read(path):
    """Months since the last order, spent in a year, what was bought, where and how."""
    with gzip.open(path, "rt") as lines:
        rows = list(csv.DictReader(lines))

    def numbers(name):
        return np.array([float(row[name]) for row in rows])

    def is_(name, level):
        return np.array([float(row[name] == level) for row in rows])

    features = np.column_stack(
        [
            numbers("recency"), np.log1p(numbers("history")), numbers("mens"), numbers("womens"),
            numbers("newbie"), is_("zip_code", "Rural"), is_("zip_code", "Urban"),
            is_("channel", "Phone"), is_("channel", "Web"),
        ]
    )  # fmt: skip
    arm = np.array([row["segment"] for row in rows])
    return Sent(arm, features, {name: numbers(name) for name in ("visit", "conversion", "spend")})


@pytest.fixture(scope="module")
def sent(test_data):
    """The whole file."""
    return read(test_data("hillstrom/hillstrom.csv.gz"))


def test_arms_and_their_sizes_are_as_printed(sent):
    """21,306, 21,307 and 21,387: chance brings such in nine of ten draws."""
    sizes = [int((sent.arm == arm).sum()) for arm in (NONE, MENS, WOMENS)]
    assert sizes == [21_306, 21_307, 21_387]
    assert round(sample_ratio(sizes, [1, 1, 1]), 3) == 0.904
    for email in (MENS, WOMENS):
        assert balance(sent.against_none(email, "visit")) > 0.01


@pytest.mark.parametrize(
    ("email", "outcome", "treated", "holdout", "difference", "z"),
    [
        (WOMENS, "visit", 0.15140, 0.10617, 0.04523, 14.0),
        (WOMENS, "conversion", 0.00884, 0.00573, 0.00311, 3.8),
        (WOMENS, "spend", 1.07720, 0.65279, 0.424, 3.3),
        (MENS, "visit", 0.18276, 0.10617, 0.07659, 22.6),
        (MENS, "conversion", 0.01253, 0.00573, 0.00681, 7.4),
        (MENS, "spend", 1.42262, 0.65279, 0.770, 5.3),
    ],
)
def test_effects_are_as_printed(sent, email, outcome, treated, holdout, difference, z):
    """To the printed digit."""
    found = lift(sent.against_none(email, outcome), 0.95)
    digits = 3 if outcome == "spend" else 5
    assert (round(found.treated, 5), round(found.holdout, 5)) == (treated, holdout)
    assert round(found.difference.value, digits) == difference
    assert round(found.z, 1) == z


def test_standard_errors_of_spend_are_as_printed(sent):
    """0.130 and 0.145."""
    errors = [lift(sent.against_none(email, "spend"), 0.95).error for email in (WOMENS, MENS)]
    assert [round(error, 3) for error in errors] == [0.130, 0.145]


def womens(found):
    """What must be seen of women's visits: choosing pays, and response does not say whom."""
    qini = {one.code: one.qini.mean for one in found.candidates}
    # Measured before this code was written, on 20 halves: 0.0652 (0.0097), and 0.0173 (0.0065).
    assert qini["t_linear"] == pytest.approx(0.0652, abs=0.0097)
    assert qini["response"] == pytest.approx(0.0173, abs=0.0065)
    for code in ("s_linear", "x_linear", "dr_linear"):
        assert qini[code] == pytest.approx(qini["t_linear"], abs=0.0097)
    assert found.of("t_linear").uplift_at.mean == pytest.approx(0.0715, abs=0.0065)
    assert found.of("response").uplift_at.mean == pytest.approx(0.056, abs=0.005)
    assert found.advice.do == "target"
    assert found.of(found.advice.by).code.endswith("_linear")
    assert found.of(found.advice.by).value.low > found.of("all").value.value


def mens(found):
    """What must be seen of men's: everybody gains, nothing beats treating all, and response
    orders better than any learner."""
    qini = {one.code: one.qini.mean for one in found.candidates}
    assert qini["response"] == pytest.approx(0.0230, abs=0.0066)
    assert qini["t_linear"] == pytest.approx(0.0102, abs=0.0101)
    assert max(qini, key=qini.get) == "response"
    assert (found.advice.do, found.advice.by) == ("all", "all")
    assert "no_better_than_all" in [reason.code for reason in found.advice.reasons]
    assert found.advice.order in ("response", None)


@pytest.mark.slow
@pytest.mark.parametrize(("email", "holds"), [(WOMENS, womens), (MENS, mens)])
def test_advice_follows_for_each_email(sent, email, holds):
    """Four halves, enough to tell."""
    holds(compare(sent.against_none(email, "visit"), COST, 1.0, cuts=2))


@pytest.mark.long
@pytest.mark.parametrize(("email", "holds"), [(WOMENS, womens), (MENS, mens)])
def test_so_it_does_on_twenty_halves(sent, email, holds):
    """As many as the printed figures rest on."""
    found = compare(sent.against_none(email, "visit"), COST, 1.0)
    holds(found)
    assert found.halves == 20
    if email == MENS:
        assert found.advice.order == "response"


@pytest.mark.long
@pytest.mark.parametrize("email", [WOMENS, MENS])
def test_spend_is_too_wild_to_tell_customers_apart(sent, email):
    """99 in 100 spend nothing: no learner surely beats the plain way, and the product says so."""
    found = compare(sent.against_none(email, "spend"), 0.1, 0.5, cuts=3)
    assert found.advice.do in ("all", "none")
