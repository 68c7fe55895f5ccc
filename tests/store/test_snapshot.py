"""A snapshot sees one day; its sample and its outcomes are those of a recount."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store import recount
from tests.store.shop import DAYS, END, START, look, order, refund, shops

from volver.store.snapshot import with_views


def names(snapshot) -> set[str]:
    """Its customers."""
    return {row[0] for row in snapshot.rows("SELECT customer_id FROM histories")}


def crowd(last: int) -> list:
    """A thousand customers, each with an order on two days."""
    return [order(2 * n + k, f"c{n}", k, "10.00") for n in range(1000) for k in (0, last)]


def test_a_sample_is_about_as_large_as_asked(engine):
    """A hash of the customer decides, so the size scatters as a binomial does."""
    sampled = names(look(crowd(5), engine=engine).sample(200))
    assert 200 - 4 * 12.65 < len(sampled) < 200 + 4 * 12.65  # standard deviation of B(1000, 0.2)


def test_a_sample_holds_whole_customers(engine):
    """With all that they did."""
    snapshot = look(crowd(5), engine=engine).sample(200)
    assert snapshot.rows("SELECT DISTINCT orders, age FROM histories") == [(2, DAYS)]


def test_a_sample_is_the_same_tomorrow(engine):
    """Who is in it hangs on the customer alone: not on row order, not on other orders."""
    sampled = names(look(crowd(5), engine=engine).sample(200))
    moved = [order(n + 1, line.customer_id, 5, "1.00") for n, line in enumerate(crowd(7)[::-1])]
    assert names(look(moved, engine=engine).sample(200)) == sampled


def test_a_larger_sample_holds_the_smaller(engine):
    """Nobody leaves who would be in a smaller one."""
    snapshot = look(crowd(5), engine=engine)
    assert names(snapshot.sample(100)) < names(snapshot.sample(400))


def test_who_asks_for_everybody_gets_the_snapshot_itself(engine):
    """No copy is made of what is wanted whole."""
    snapshot = look(crowd(5), engine=engine)
    assert snapshot.sample(1000) is snapshot


@pytest.mark.slow
@settings(max_examples=15)
@given(shop=shops(), day=st.integers(0, DAYS), days=st.integers(1, 12))
def test_outcomes_are_those_of_a_recount(shop, day, days, engine):
    """What was sold in (origin, origin + days], with refunds known at the end, and nothing else."""
    origin = START + timedelta(days=day)
    found = look(shop, engine=engine).outcomes(origin, days)
    orders, margins = Counter(), defaultdict(float)
    occasions = set()
    for who, _, when, _, _, earned, is_order in recount.net_orders(
        shop, END, recount.MARGINS["revenue"]
    ):
        if origin < when <= origin + timedelta(days=days):
            margins[who] += float(earned)
            if is_order:
                occasions.add((who, when))
    orders.update(who for who, _ in occasions)
    known = recount.histories(shop, origin, recount.MARGINS["revenue"])
    assert found["customer_id"].tolist() == [row[1] for row in known]
    assert found["actual_orders"].tolist() == [orders[row[1]] for row in known]
    assert found["actual_margin"].tolist() == pytest.approx([margins[row[1]] for row in known])


def test_outcomes_begin_after_the_origin_and_end_on_the_last_day(engine):
    """Days 5 to 8: what came on the origin is known already, day 9 is too late."""
    lines = [order(n, "ana", day, f"{10**n}.00") for n, day in enumerate([0, 4, 5, 8, 9])]
    found = look(lines, engine=engine).outcomes(START + timedelta(days=4), 4)
    assert (found["actual_orders"].tolist(), found["actual_margin"].tolist()) == ([2], [1100.0])


def test_no_snapshot_sees_beyond_its_own_day(engine):
    """Asked for a later day, it stays where it is."""
    snapshot = look(crowd(5), as_of=START, engine=engine)
    assert snapshot.at(END).as_of == START


def test_the_first_and_the_last_day_are_those_of_orders(engine):
    """A refunded order is none; without any order there is only the day itself."""
    snapshot = look(crowd(5), engine=engine)
    assert (snapshot.first_day, snapshot.last_day) == (START, START + timedelta(days=5))
    empty = look([], as_of=date(2024, 3, 1), engine=engine)
    assert empty.first_day == empty.last_day == date(2024, 3, 1)


def test_a_query_carries_only_the_views_that_it_names():
    """Each once, in the order they build on each other, also where it has a WITH of its own."""
    views = {"one": "SELECT 1 AS a", "two": "SELECT a FROM one", "ones": "SELECT 2 AS a"}
    found = with_views("-- why\nWITH own AS (SELECT a FROM two) SELECT a FROM own", views)
    assert found == (
        "WITH one AS NOT MATERIALIZED (SELECT 1 AS a),\n"
        "two AS NOT MATERIALIZED (SELECT a FROM one),\n"
        "own AS (SELECT a FROM two) SELECT a FROM own"
    )


def test_a_view_of_the_querys_own_stands_for_itself():
    """Whatever the snapshot knows by that name; engines refuse two of one name."""
    views = {"one": "SELECT 1 AS a", "own": "SELECT 9 AS a"}
    found = with_views("WITH own AS (SELECT a FROM one) SELECT a FROM own", views)
    assert found == (
        "WITH one AS NOT MATERIALIZED (SELECT 1 AS a),\n"
        "own AS (SELECT a FROM one) SELECT a FROM own"
    )


def test_a_sample_does_not_know_who_will_be_paid_back(engine):
    """As many as asked on the earlier day, though every other customer has since sent all back."""
    lines = [order(n, f"c{n}", 0, "10.00", order_id=f"o{n}") for n in range(1000)]
    lines += [refund(1000 + n, f"c{n}", 20, "10.00", order_id=f"o{n}") for n in range(0, 1000, 2)]
    sampled = look(lines, engine=engine).sample(100)
    earlier = {int(name[1:]) for name in names(sampled.at(START + timedelta(days=10)))}
    gone = sum(n % 2 == 0 for n in earlier)
    assert len(earlier) / 2 - 4 * 7.1 < gone < len(earlier) / 2 + 4 * 7.1  # sd of B(200, 1/2)


def test_a_look_back_leaves_nothing_behind(engine):
    """The tables of a day that nobody looks at any more go; those that are named stay."""

    def tables() -> int:
        (row,) = snapshot.engine.rows("SELECT COUNT(*) FROM duckdb_tables() WHERE temporary")
        return int(row[0])

    lines = [order(n, f"c{n % 7}", n % 50, "10.00", order_id=str(n)) for n in range(200)]
    snapshot = look(lines, engine=engine)
    for back in range(1, 4):
        snapshot.at(END - timedelta(days=back))
    after_three = tables()
    for back in range(4, 20):
        then = snapshot.at(END - timedelta(days=back))
        known = {"n": np.arange(3.0), "seen": np.ones(3)}
        then.store_columns("found", known, ("n", "seen", "unknown"))
    assert tables() <= after_three + 1
    assert then.rows("SELECT COUNT(*) FROM found") == [(3,)]
    assert then.rows("SELECT COUNT(*) FROM histories")[0][0] > 0
    few = snapshot.sample(4)
    snapshot.with_prepared("customer_days")
    assert 0 < few.rows("SELECT COUNT(*) FROM occasions")[0][0] < 200
    assert few.at(END - timedelta(days=1)).rows("SELECT COUNT(*) FROM histories")[0][0] <= 7
