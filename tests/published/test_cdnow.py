"""CDNOW is read as the papers read it."""

import csv

import numpy as np
import pytest


def test_the_control_totals_are_those_of_the_literature(cdnow):
    """2,357 customers, 946 of them repeaters, 2,457 repeat and 1,882 later order days."""
    x = cdnow.histories.repeat_count
    assert (len(x), int((x > 0).sum()), int(x.sum()), int(x.max())) == (2357, 946, 2457, 29)
    assert cdnow.future.sum() == 1882
    assert cdnow.histories.age.mean() / 7 == pytest.approx(32.7159, abs=5e-5)


def test_each_customer_agrees_with_the_printed_summary(cdnow, test_data):
    """The spreadsheet of the authors, which rounds weeks and dollars to the hundredth."""
    with test_data("cdnow/cdnow_sample_summary.csv").open() as lines:
        printed = np.array([[float(v) for v in row] for row in list(csv.reader(lines))[1:]])
    x, t_x, age = cdnow.columns
    ours = np.column_stack([x, t_x / 7, age / 7, cdnow.spend.mean])
    assert np.abs(printed[:, 1:] - ours).max() <= 0.0051


def test_repeat_spend_has_the_moments_of_table_1(cdnow):
    """Fader, Hardie & Lee (2005), JMR 42(4), Table 1: mean 35, sd 30, quartiles 16, 27, 42."""
    mean = cdnow.spend.mean[cdnow.histories.repeat_count > 0]
    found = [mean.min(), *np.percentile(mean, [25, 50, 75]), mean.max(), mean.mean(), mean.std()]
    assert [round(float(v)) for v in found] == [3, 16, 27, 42, 300, 35, 30]
