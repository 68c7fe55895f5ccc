"""A metric is one object; the report, the command line and the docs read the same list."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from volver.store.snapshot import Snapshot


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure about what happened."""

    slug: str
    title: str
    question: str
    unit: Unit
    sql: str
    """One aggregate expression over the rows of `over`."""
    over: str
    """The view or derived table of the snapshot that it reads."""
    caution: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric and what it came to; None where there is nothing to divide by."""

    metric: Metric
    value: float | None


def measure(snapshot: Snapshot, metrics: Iterable[Metric]) -> list[Figure]:
    """All metrics on one snapshot, one query for each view that they read."""
    wanted = list(metrics)
    values: dict[str, float | None] = {}
    for over in dict.fromkeys(metric.over for metric in wanted):
        here = [metric for metric in wanted if metric.over == over]
        row = snapshot.rows(query(here))[0]
        for metric, value in zip(here, row, strict=True):
            values[metric.slug] = None if value is None else float(value)
    return [Figure(metric, values[metric.slug]) for metric in wanted]


def query(metrics: list[Metric]) -> str:
    """The one query for metrics that read the same view."""
    chosen = ", ".join(f"{metric.sql} AS {metric.slug}" for metric in metrics)
    return f"SELECT {chosen} FROM {metrics[0].over}"  # noqa: S608 - from the catalogue
