"""How often intervals of the book hold what is true of made businesses, over several of each."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from tests.truth import recounts, segment_values, told
from tests.truth.businesses import Seen, Told, seen
from tests.worlds.made import made

CUSTOMERS = {"shop": 1500, "telecom": 800, "saas": 1000}
MANY = 20_000
"""Customers of the business whose means stand for the truth where no formula gives it."""
FIRST_SEED = 100
VALUED = {"shop": 1000, "telecom": 300, "saas": 300}
"""Customers where everybody is forecast."""
FIRST_VALUED = 200
WORLDS = {"shop": 15, "telecom": 10, "saas": 15}
WORLDS_VALUED = 8
"""How many of each are on the page."""


@cache
def truths(name: str) -> tuple[recounts.Paybacks, told.Kinds | None]:
    """What is counted of a business of many customers."""
    with TemporaryDirectory() as folder:
        files = made(name, MANY, Path(folder), seed=FIRST_SEED - 1)
    kinds = told.Kinds.of(files) if name == "shop" else None
    return recounts.Paybacks(files), kinds


def all_told(here: Seen) -> Iterator[Told]:
    """Every figure with an interval that needs no forecast."""
    paybacks, kinds = truths(here.name)
    yield from told.paybacks(here, paybacks)
    yield from told.steps(here)
    if kinds is not None:
        yield from told.fits(here, kinds)
    else:
        yield from told.survivals(here)
        yield from told.months_under_contract(here)


def world(name: str, seed: int) -> pd.DataFrame:
    """All that is told of one made business."""
    with (
        TemporaryDirectory() as folder,
        seen(name, CUSTOMERS[name], seed, Path(folder) / "here") as here,
    ):
        return _frame(name, seed, all_told(here))


def valued(name: str, seed: int) -> pd.DataFrame:
    """What the segments of one made business are worth."""
    with (
        TemporaryDirectory() as folder,
        seen(name, VALUED[name], seed, Path(folder) / "here", segment_values.OWN) as here,
    ):
        return _frame(name, seed, segment_values.values(here))


def page() -> Iterator[str]:
    """The lines of the page that tell how often."""
    rows = [world(name, FIRST_SEED + at) for name, many in WORLDS.items() for at in range(many)]
    rows += [valued(name, FIRST_VALUED + at) for name in VALUED for at in range(WORLDS_VALUED)]
    yield from lines(pd.concat(rows))


def lines(rows: pd.DataFrame) -> Iterator[str]:
    """A table of them."""
    yield "| business | figure | worlds | intervals | held the truth | ± |"
    yield "|---|---|---:|---:|---:|---:|"
    for (name, figure), row in summary(rows).iterrows():
        yield (
            f"| {name} | {figure.replace('_', ' ')} | {row.worlds:.0f} | {row.intervals:.0f}"
            f" | {row.inside:.0%} | {row.error:.0%} |"
        )
    yield ""


def _frame(name: str, seed: int, rows: Iterator[Told]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, seed, one.figure, one.part, one.inside) for one in rows],
        columns=["business", "seed", "figure", "part", "inside"],
    )


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """By business and figure: intervals, the share that held the truth, and its standard error,
    worlds being what is drawn apart."""
    apart = rows.groupby(["business", "figure", "seed"], sort=False).inside.mean()
    by = apart.groupby(["business", "figure"], sort=False)
    size = rows.groupby(["business", "figure"], sort=False).size()
    error = by.std() / by.size() ** 0.5
    return pd.DataFrame(
        {"worlds": by.size(), "intervals": size, "inside": by.mean(), "error": error}
    )
