"""CDNOW, the cohort on which the literature prints its numbers."""

import gzip
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from volver.domain.history import Histories, Spend, Vector

CALIBRATION_END = date(1997, 9, 30).toordinal()
HOLDOUT_DAYS = 273


@dataclass(frozen=True)
class Cdnow:
    """The 2,357 customers of the 1/10 sample, by their number in it."""

    histories: Histories
    spend: Spend
    future: Vector
    """Days with an order in the 39 weeks after the calibration."""

    @property
    def columns(self) -> tuple[Vector, Vector, Vector]:
        """x, t_x, T as the models take them."""
        h = self.histories
        return tuple(v.astype(float) for v in (h.repeat_count, h.first_to_last, h.age))


@pytest.fixture(scope="session")
def cdnow(test_data: Callable[[str], Path]) -> Cdnow:
    """Exact dates, orders of one day merged, the first day left out of x and of the spend."""
    paid: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    with gzip.open(test_data("cdnow/CDNOW_sample.txt.gz"), "rt") as lines:
        for line in lines:
            _, customer, day, _, dollars = line.split()
            paid[customer][date.fromisoformat(day).toordinal()] += float(dollars)
    rows, future = [], []
    for _, by_day in sorted(paid.items()):
        seen = sorted(day for day in by_day if day <= CALIBRATION_END)
        repeats = [by_day[day] for day in seen[1:]]
        mean = sum(repeats) / len(repeats) if repeats else 0.0
        rows.append((len(repeats), seen[-1] - seen[0], CALIBRATION_END - seen[0], mean))
        future.append(
            sum(CALIBRATION_END < day <= CALIBRATION_END + HOLDOUT_DAYS for day in by_day)
        )
    x, t_x, age, mean = (np.array(column) for column in zip(*rows, strict=True))
    return Cdnow(Histories(x, t_x, age, np.ones_like(x)), Spend(x, mean), np.array(future, float))
