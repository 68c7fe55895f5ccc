"""CDNOW's repeat buyers, as a fixture of its own."""

import gzip
from collections import defaultdict

import numpy as np
import pytest


@pytest.fixture
def cdnow_spend(test_data):
    """Repeat orders and mean spend to 1997-09-30 of those who came back."""
    paid = defaultdict(lambda: defaultdict(float))
    with gzip.open(test_data("cdnow/CDNOW_sample.txt.gz"), "rt") as lines:
        for line in lines:
            _, customer, day, _, dollars = line.split()
            if day <= "19970930":
                paid[customer][day] += float(dollars)
    repeats = [[by_day[day] for day in sorted(by_day)[1:]] for by_day in paid.values()]
    means = [(len(mine), sum(mine) / len(mine)) for mine in repeats if mine]
    return tuple(np.array(column, float) for column in zip(*means, strict=True))
