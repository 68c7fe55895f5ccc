"""Pareto/NBD with covariates that stay gives the numbers that were printed.

The apparel shop of `test_apparel`, whose customers have a gender and a channel, each 0 or 1; in
weeks. Source: the R package CLVTools 0.12.1, its walkthrough (Pareto/NBD with static covariates)
and its vignette "Advanced techniques" (constrained, regularised). CLVTools stops its search a
little short of the top, so that its two prints of one fit differ in the third digit: -0.6428 and
-0.6430, 92.94 and 92.91; log-likelihoods agree to the last digit printed.
"""

import csv
import gzip
from collections import defaultdict
from datetime import date

import numpy as np
import pytest

from volver.domain.history import Histories
from volver.predict.purchases.grouped import Effects, Grouped
from volver.predict.purchases.pareto_nbd import ParetoNbd

END = date(2006, 12, 31)
FREE = (np.inf, np.inf)


def rows_of(test_data, name):
    """A table of the package."""
    with gzip.open(test_data(f"r_packages/{name}.csv.gz"), "rt") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def shop(test_data):
    """Histories by (gender, channel), and of all."""
    days = defaultdict(set)
    for row in rows_of(test_data, "apparel_transactions"):
        days[row["Id"]].add(date.fromisoformat(row["Date"][:10]))
    found = defaultdict(list)
    for row in rows_of(test_data, "apparel_static_covariates"):
        seen = sorted(day for day in days[row["Id"]] if day <= END)
        history = (len(seen) - 1, (seen[-1] - seen[0]).days, (END - seen[0]).days, 1)
        found[float(row["Gender"]), float(row["Channel"])].append(history)
    profiles = sorted(found)
    parts = [Histories(*(np.array(c) for c in zip(*found[p], strict=True))) for p in profiles]
    rows = [row for p in profiles for row in found[p]]
    return np.array(profiles), parts, Histories(*(np.array(c) for c in zip(*rows, strict=True)))


def fit(shop, alike=(), spreads=FREE):
    """The fit, and its log-likelihood by the week."""
    profiles, parts, everybody = shop
    effects = Effects(("Gender", "Channel"), profiles, alike)
    found = Grouped.fit(ParetoNbd.fit(everybody), parts, effects, spreads)
    assert found.fit.converged
    assert found.fit.ridge is None
    weeks = everybody.repeat_count.sum() * np.log(7)
    return found, found.fit.log_likelihood + weeks


@pytest.mark.slow
def test_the_walkthrough(shop):
    """LL -5821.0627; r 1.8387, alpha 92.9435, s .5913, beta 49.5048, and four effects."""
    found, likelihood = fit(shop)
    assert likelihood == pytest.approx(-5821.0627, abs=5e-5)
    parameters = found.model.parameters("week")
    common = [parameters[name] for name in ("r", "alpha", "s", "beta")]
    assert common == pytest.approx([1.8387, 92.9435, 0.5913, 49.5048], rel=3e-4)
    effects = [parameters[f"ordering, {name}"] for name in ("Gender", "Channel")]
    assert effects == pytest.approx([0.2860, 0.6239], abs=2e-4)
    effects = [parameters[f"leaving, {name}"] for name in ("Gender", "Channel")]
    assert effects == pytest.approx([-0.6428, 0.7902], abs=1e-3)


@pytest.mark.slow
def test_the_standard_errors_of_the_walkthrough(shop):
    """.3457 16.9749 .2603 36.1444; .1041 .1049 .2956 .3058."""
    found, _ = fit(shop)
    errors = np.sqrt(np.diag(found.fit.covariance))
    common = list(found.model.common.parameters("week").values())
    assert errors[:4] * common == pytest.approx([0.3457, 16.9749, 0.2603, 36.1444], rel=2e-3)
    assert errors[4:] == pytest.approx([0.1041, 0.1049, 0.2956, 0.3058], rel=2e-3)


@pytest.mark.slow
def test_one_effect_on_both_rates(shop):
    """LL -5826.5342; life.Channel 1.0228, trans.Channel .6384, constr.Gender .3283."""
    found, likelihood = fit(shop, alike=("Gender",))
    assert likelihood == pytest.approx(-5826.5342, abs=5e-5)
    parameters = found.model.parameters("week")
    common = [parameters[name] for name in ("r", "alpha", "s", "beta")]
    assert common == pytest.approx([1.7939, 94.7223, 0.4287, 59.0743], rel=3e-4)
    named = ("leaving, Channel", "ordering, Channel", "ordering, Gender")
    assert [parameters[name] for name in named] == pytest.approx([1.0228, 0.6384, 0.3283], abs=1e-3)


@pytest.mark.slow
def test_effects_with_a_prior(shop):
    """Regularised with lambda .1 and .2: the mean log-likelihood less lambda times squared effects
    is -9.7313. Of 600 customers lambda is 1 / (2 tau^2 600)."""
    penalties = {"ordering": 0.1, "leaving": 0.2}
    spreads = [(2 * penalty * 600) ** -0.5 for penalty in penalties.values()]
    found, likelihood = fit(shop, spreads=spreads)
    parameters = found.model.parameters("week")
    common = [parameters[name] for name in ("r", "alpha", "s", "beta")]
    assert common == pytest.approx([1.73887, 69.85288, 0.53350, 39.68346], rel=2e-3)
    effects = {name: g for name, g in parameters.items() if ", " in name}
    assert effects == pytest.approx(
        {"ordering, Gender": 0.17178, "ordering, Channel": 0.23676, "leaving, Gender": -0.04437,
         "leaving, Channel": 0.02465},
        abs=1e-4,
    )  # fmt: skip
    lost = sum(penalties[name.split(",")[0]] * g**2 for name, g in effects.items())
    assert likelihood / 600 - lost == pytest.approx(-9.7313, abs=5e-5)
