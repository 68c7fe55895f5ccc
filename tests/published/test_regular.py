"""BG/CNBD-k and MBG/CNBD-k on CDNOW, whose customers are not regular.

Source: demo/cdnow.R of the R package BTYDplus chooses k = 1; likelihoods of k = 2 by an independent
optimiser.
"""

import gzip
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from volver.predict.purchases.regular import AT_RANDOM, BgCnbdK, MbgCnbdK


@pytest.fixture(scope="module")
def histories(cdnow, test_data):
    """With the sum of the ln of all gaps."""
    end, days = date(1997, 9, 30).toordinal(), {}
    with gzip.open(test_data("cdnow/CDNOW_sample.txt.gz"), "rt") as lines:
        for line in lines:
            _, customer, day, _, _ = line.split()
            days.setdefault(customer, set()).add(date.fromisoformat(day).toordinal())
    seen = [sorted(d for d in mine if d <= end) for mine in days.values()]
    return replace(
        cdnow.histories, log_gaps=sum(np.log(b - a) for mine in seen for a, b in pairwise(mine))
    )


@pytest.mark.parametrize(
    ("kind", "once", "twice"),
    [(BgCnbdK, -9582.4292, -9855.3270), (MbgCnbdK, -9582.1357, -9853.2531)],
    ids=["bg", "mbg"],
)
def test_one_phase_is_best_by_far(histories, kind, once, twice):
    """Log-likelihoods in weeks for k = 1 and k = 2; the profile stops there and says why."""
    found = [
        kind.of(k).fit_phases(histories).model.log_likelihood(histories, "week") for k in (1, 2)
    ]
    assert found == pytest.approx([once, twice], abs=5e-5)
    fitted = kind.fit(histories)
    assert fitted.model.k == 1
    assert fitted.fit.ridge == AT_RANDOM
