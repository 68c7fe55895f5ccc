"""Customers in groups that are forecast apart, and what is ahead of them as columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.domain.tenure import Tenures
from volver.predict.renewals.forecast import Asked, Found, forecast

ALL = "all"
FIGURES = ("next_retention", "staying", "renewals", "renewals_low", "renewals_high")
"""Of each customer, as `predict.renewals.outlook` names them."""

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """Customers who are forecast together."""

    name: str
    tenures: Tenures
    running: Vector
    """Tenures of those still there."""
    worth: Vector | None
    """What one renewal of each of them brings; None where nobody said."""
    place: NDArray[np.int64]
    """Of those still there, in the order of the file; empty where customers have no names."""

    def forecast(self, asked: Asked) -> Found:
        """Choose a model and look ahead."""
        return forecast(self.name, self.tenures, asked, self.running, self.worth)


def groups_of(
    tenures: Tenures, names: NDArray[np.object_] | None, worth: Vector | None, margin: float
) -> list[Group]:
    """Subscriptions by the name of their group, in the order of the alphabet.

    names, worth: shape (n,), as the tenures, each of which is one customer; without names all are
    one group. margin: per unit of worth.
    """
    by = np.full(len(tenures), ALL, dtype=object) if names is None else names
    groups = []
    for name in sorted(set(by)):
        inside = np.asarray(by == name)
        there = np.flatnonzero(inside & ~tenures.ended)
        groups.append(
            Group(
                str(name),
                tenures.only(inside),
                tenures.last[there],
                None if worth is None else worth[there] * margin,
                there,
            )
        )
    return groups


def cohort_groups(
    cohorts: Iterable[tuple[str, Tenures]], worth: float | None, margin: float
) -> list[Group]:
    """Cohorts of customers who are only counted: a fraction of one is rounded.

    worth: what one renewal brings. margin: per unit of it.
    """
    groups = []
    for name, tenures in cohorts:
        there = ~tenures.ended
        count = np.round(tenures.count[there]).astype(np.int64)
        running = np.repeat(tenures.last[there], count)
        each = None if worth is None else np.full(len(running), worth * margin)
        groups.append(Group(name, tenures, running, each, np.zeros(0, np.int64)))
    return groups


def customer_columns(
    groups: Sequence[Group], found: Sequence[Found], customer: NDArray[np.object_]
) -> Columns:
    """One row for each customer who is still there, in the order of the file."""
    parts = [_rows(group, one, customer) for group, one in zip(groups, found, strict=True)]
    order = np.argsort(np.concatenate([group.place for group in groups]), kind="stable")
    return {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0]}


def _rows(group: Group, found: Found, customer: NDArray[np.object_]) -> Columns:
    """The rows of one group; figures are absent where there is no forecast."""
    size, ahead = len(group.place), found.ahead

    def by(name: str) -> Vector:
        if ahead is None:
            return np.full(size, np.nan)
        return np.asarray(getattr(ahead, name)[ahead.place])

    rows: dict[str, NDArray[Any]] = {
        "customer_id": customer[group.place],
        "group_name": np.full(size, group.name, dtype=object),
        "tenure": group.running,
        **{name: by(name) for name in FIGURES},
    }
    if group.worth is not None:
        ends = group.worth * by("discounted_low"), group.worth * by("discounted_high")
        rows |= {
            "value_per_renewal": group.worth,
            "value": group.worth * by("discounted"),
            # Of a renewal that costs money fewer are better.
            "value_low": np.minimum(*ends),
            "value_high": np.maximum(*ends),
        }
    return rows | {"model": np.full(size, found.card.model, dtype=object)}


def period_columns(found: Sequence[Found], level: float) -> Columns:
    """One row for each cohort and period."""
    rows = [(one.card, row) for one in found for row in one.card.periods]
    columns: dict[str, NDArray[Any]] = {
        "cohort": np.array([card.group for card, _ in rows], dtype=object),
        "period": np.array([row.period for _, row in rows], dtype=np.int64),
    }
    for name in ("survival", "retention"):
        estimates = [getattr(row, name) for _, row in rows]
        columns[name] = np.array([e.value for e in estimates], np.float64)
        columns[f"{name}_low"] = np.array([e.low for e in estimates], np.float64)
        columns[f"{name}_high"] = np.array([e.high for e in estimates], np.float64)
    columns["seen"] = np.array([row.seen.value if row.seen else np.nan for _, row in rows])
    columns["model"] = np.array([card.model for card, _ in rows], dtype=object)
    return columns | {"level": np.full(len(rows), level)}
