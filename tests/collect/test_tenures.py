"""Files of subscriptions and of cohorts: every row accounted for, and refused in words."""

import gzip

import numpy as np
import pytest

from volver.collect.source import ReadOptions
from volver.collect.tenures.cohorts import read_cohorts
from volver.collect.tenures.subscriptions import Asked, read_subscriptions
from volver.domain.errors import BadInput, Rejected

COLUMNS = {"customer": "id", "tenure": "months", "ended": "left"}
HEADER = "id,months,left,fee,why,since\n"
ROWS = HEADER + "a,3,yes,10,card,0\nb,5,no,20,,2\nc,1,Sí,5,voluntary,0\nd,0,no,7,,0\n"


@pytest.fixture
def subscriptions(tmp_path):
    """Read a text as subscriptions."""

    def read(text, columns=COLUMNS, **more):
        path = tmp_path / "subs.csv"
        path.write_text(text, "utf-8")
        return read_subscriptions(path, ReadOptions(), Asked(columns, **more))

    return read


@pytest.fixture
def cohorts(tmp_path):
    """Read a text as a table of cohorts."""

    def read(text, cells=None, customers=None):
        path = tmp_path / "cohorts.csv"
        path.write_text(text, "utf-8")
        return read_cohorts(path, ReadOptions(), cells, customers, None, 0.05)

    return read


def test_a_row_is_a_customer(subscriptions):
    """In the order of the file, with what was asked for and nothing else."""
    extra = {"value": "fee", "reason": "why", "entered": "since", "by": "left"}
    found = subscriptions(ROWS, COLUMNS | extra)
    assert found.customer.tolist() == ["a", "b", "c", "d"]
    tenures = found.tenures
    assert tenures.last.tolist() == [3, 5, 1, 0]
    assert tenures.ended.tolist() == [True, False, True, False]
    assert tenures.entered.tolist() == [0, 2, 0, 0]
    assert tenures.reasons == ("card", "voluntary")
    assert tenures.reason.tolist() == [0, -1, 1, -1]
    assert found.worth.tolist() == [10, 20, 5, 7]
    assert found.group.tolist() == ["yes", "no", "Sí", "no"]
    assert found.report.notes == ("Customers who are not yet up for a first renewal: 1",)


def test_every_row_is_accounted_for(subscriptions):
    """Rows in are accepted, rejected or duplicates, and each rule is counted once a row."""
    text = HEADER + (
        "a,3,yes,1,,0\na,3,yes,1,,0\nb,2,no,1,,0\nb,4,no,1,,0\n,2,no,1,,0\nc,-1,no,1,,0\n"
        "d,soon,no,1,,0\ne,,no,1,,0\nf,2,,1,,0\ng,0,yes,1,,0\nh,99999999,no,1,,0\ni,2,no,1,,9\n"
        "j,2,no\nk,(4),no,1,,0\nl,7,no,-3,,0\n"
    )
    columns = COLUMNS | {"entered": "since", "value": "fee"}
    found = subscriptions(text, columns, max_rejected_share=1.0)
    report = found.report
    assert (report.rows_in, report.accepted, report.rejected, report.duplicates) == (15, 2, 12, 1)
    assert {rule.rule: rule.count for rule in report.rules} == {
        "customer_twice": 2, "customer_missing": 1, "tenure_below_zero": 1,
        "number_unreadable": 1, "number_missing": 1, "ended_missing": 1, "ended_at_zero": 1,
        "tenure_too_long": 1, "entered_too_late": 1, "too_few_fields": 1,
        "number_in_parentheses": 1,
    }  # fmt: skip
    assert found.customer.tolist() == ["a", "l"]
    assert found.worth.tolist() == [1, -3]
    with pytest.raises(Rejected, match="more than the 5 % allowed"):
        subscriptions(text, columns)


def test_without_a_customer_every_row_is_one(subscriptions):
    """Like rows are then like customers."""
    found = subscriptions(
        HEADER + "a,3,yes,,,\na,3,yes,,,\n", {"tenure": "months", "ended": "left"}
    )
    assert found.report.duplicates == 0
    assert found.customer.tolist() == ["line 2", "line 3"]


def test_words_of_ones_own_say_who_left(subscriptions):
    """Everything else then runs on, an empty cell too; a word that is not there is a slip."""
    text = HEADER + "a,3,Gone,,,\nb,4,whatever,,,\nc,4,,,,\n"
    with pytest.raises(BadInput, match="does not say plainly who left"):
        subscriptions(text)
    assert subscriptions(text, ended_is=("gone",)).tenures.ended.tolist() == [True, False, False]
    with pytest.raises(BadInput, match=r"No row of subs\.csv says 'left'"):
        subscriptions(text, ended_is=("left",))


def test_tenures_in_days_become_periods(subscriptions):
    """A comma may be the decimal sign, and a unit a factor."""
    found = subscriptions(HEADER + 'a,"45,5",yes,,,\nb,91,no,,,\n', periods_per_unit=1 / 30.4375)
    assert found.tenures.last == pytest.approx([45.5 / 30.4375, 91 / 30.4375])
    assert not found.tenures.is_whole


def test_a_column_that_is_not_there_is_named(subscriptions):
    """With those that are, and the nearest."""
    with pytest.raises(BadInput, match="no column 'month'") as caught:
        subscriptions(ROWS, COLUMNS | {"tenure": "month"})
    assert "Nearest: months" in caught.value.next_step


def test_a_header_alone_is_refused(subscriptions):
    """There is nothing to learn from."""
    with pytest.raises(BadInput, match="no rows"):
        subscriptions(HEADER)


def test_percent_and_customers_and_shares_are_the_same_cohort(cohorts):
    """What the cells hold is told by the row of period 0."""
    found = [
        cohorts("year,x\n0,100\n1,60\n2,45\n", customers=200),
        cohorts("year,x\n0,200\n1,120\n2,90\n"),
        cohorts("year,x\n0,1\n1,0.6\n2,0.45\n", customers=200),
    ]
    assert [one.cells for one in found] == ["percent", "customers", "share"]
    for one in found:
        tenures = one.cohorts[0].tenures
        assert tenures.last.tolist() == [1, 2, 2]
        assert tenures.ended.tolist() == [True, True, False]
        assert tenures.count == pytest.approx([80, 30, 90])
    assert cohorts("year,x\n0,100\n1,60\n", cells="customers").cohorts[0].tenures.customers == 100
    assert cohorts("year,x\n0,100\n1,60\n").size == 1000


def test_a_young_cohort_ends_earlier(cohorts):
    """What has not been seen yet is empty, and rows may come in any order."""
    found = cohorts("month,old,young\n2,40,\n0,50,30\n1,45,20\n").cohorts
    assert [one.name for one in found] == ["old", "young"]
    assert found[0].tenures.last.max() == 2
    assert found[1].tenures.last.max() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year,x\n0,100\n1,60\n2,70\n", "goes from 60 to 70"),
        ("year,x\n0,100\n2,60\n", "has 2 where period 1 is expected"),
        ("year,x\n1,60\n2,50\n", "has 1 where period 0 is expected"),
        ("year,x\n0,100\n1,-5\n", "goes from 100 to -5"),
        ("year,x\n0,100\n1,\n2,50\n", "no two periods in a row"),
        ("year,x\n0,100\n1,many\n", "'many', which is no number"),
        ("year,x\n0,63.1\n1,50\n", "begin with 63.1"),
        ("year\n0\n1\n", "one column"),
        ("id,x\na,3\nb,4\n", "holds no periods"),
    ],
)
def test_a_table_that_is_no_cohort_is_refused_in_words(cohorts, text, said):
    """With the line and what to do."""
    with pytest.raises(BadInput, match=said) as caught:
        cohorts(text)
    assert caught.value.next_step
    assert "cohorts.csv" in caught.value.where


def test_real_tables_are_read_as_they_are(test_data, tmp_path):
    """The published segments, and IBM's telephone customers, zipped by somebody."""
    path = test_data("subscriptions/sbg_retention.csv")
    found = read_cohorts(path, ReadOptions(), None, None, None, 0.05)
    assert [one.tenures.customers for one in found.cohorts] == pytest.approx([1000, 1000])
    packed = tmp_path / "telco.csv.gz"
    text = test_data("subscriptions/telco_customer_churn.csv").read_bytes()
    packed.write_bytes(gzip.compress(text))
    columns = {"customer": "customerID", "tenure": "tenure", "ended": "Churn",
               "value": "MonthlyCharges"}  # fmt: skip
    telco = read_subscriptions(packed, ReadOptions(), Asked(columns))
    assert (telco.report.accepted, telco.report.rejected) == (7043, 0)
    assert int(telco.tenures.ended.sum()) == 1869
    assert int((telco.tenures.last == 0).sum()) == 11
    assert telco.worth.sum() == pytest.approx(456116.6, abs=0.01)
    assert np.isfinite(telco.worth).all()
