"""Data.csv of the R package ChannelAttribution 2.2.5: 10,000 paths, 19,785 conversions."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from volver.describe.attribution import markov, rules
from volver.describe.attribution.paths import Paths

PRINTED = {
    "alpha": (6308, 8447, 7574.72),
    "iota": (4606, 3355, 3857.10),
    "eta": (3164, 4167, 3539.95),
    "beta": (2831, 989, 2083.50),
    "theta": (1606, 653, 1022.80),
    "lambda": (902, 1207, 1035.26),
}
"""First, last and linear conversions."""
SIMULATED = {
    "alpha": (0.5544, 5289.10),
    "iota": (0.4165, 3973.23),
    "eta": (0.3448, 3289.67),
    "beta": (0.2566, 2448.03),
    "theta": (0.2118, 2020.80),
    "lambda": (0.1379, 1315.87),
}
"""Removal effects and conversions of the chain of order 1 by 100,000 simulated walks; the run
prints how far from convergence it stopped."""
CONVERGENCE = 0.0347
LONGER = {
    "alpha": (0.559981, 5355.174582),
    "iota": (0.406021, 3882.831147),
    "eta": (0.348617, 3333.872734),
    "beta": (0.265246, 2536.586226),
    "theta": (0.204666, 1957.249535),
    "lambda": (0.133987, 1281.332846),
}
"""The same call of the same package and seed with 3,000,000 walks (nsim_start)."""


@pytest.fixture(scope="module")
def paths(test_data: Callable[[str], Path]) -> Paths:
    """The 10,000 paths."""
    with gzip.open(test_data("r_packages/channel_paths.csv.gz"), "rt") as lines:
        rows = list(csv.DictReader(lines))
    return Paths.of(
        [row["path"].split(" > ") for row in rows],
        [float(row["total_conversions"]) for row in rows],
        [float(row["total_conversion_value"]) for row in rows],
        [float(row["total_null"]) for row in rows],
    )


def test_totals_are_as_printed(paths: Paths) -> None:
    """19,785 conversions worth 74,802.97, and 68,602 paths that led to nothing."""
    assert (len(paths), paths.converted.sum(), paths.lost.sum()) == (10_000, 19_785, 68_602)
    assert round(paths.value.sum(), 2) == 74_802.97


@pytest.mark.mission("K1")
@pytest.mark.parametrize("channel", PRINTED)
def test_first_last_and_linear_are_as_printed(paths: Paths, channel: str) -> None:
    """To the printed digit."""
    at = paths.channels.index(channel)
    found = (rule(paths, paths.converted)[at] for rule in (rules.first, rules.last, rules.linear))
    assert tuple(round(credit, 2) for credit in found) == PRINTED[channel]


@pytest.mark.parametrize("channel", SIMULATED)
def test_the_solved_chain_is_where_simulations_go(paths: Paths, channel: str) -> None:
    """Within 1 % of three million walks, and of the printed run by what it says of itself."""
    at = paths.channels.index(channel)
    removal = markov.chain(paths).removal
    credit = markov.credit_by_removal(removal, paths.converted.sum())
    assert removal[at] == pytest.approx(LONGER[channel][0], rel=0.01)
    assert credit[at] == pytest.approx(LONGER[channel][1], rel=0.01)
    assert removal[at] == pytest.approx(SIMULATED[channel][0], rel=CONVERGENCE)
    assert credit[at] == pytest.approx(SIMULATED[channel][1], rel=CONVERGENCE)
