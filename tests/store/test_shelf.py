"""A snapshot that was put by answers as it did when the run was made."""

import pytest
from tests.store.company import company_with, messy_company
from tests.store.shop import END, engine_with, order

from volver.describe.catalogue import HEADLINE, METRICS
from volver.describe.measure import told, with_sources
from volver.describe.metric import measure
from volver.domain.errors import NotFound
from volver.domain.money import Basis
from volver.store import open_engine
from volver.store.schema.company import VIEWS
from volver.store.shelf import from_shelf, put_by
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

LINES = [
    order(1, "ana", 0, "10.00", order_id="a", cost="4"),
    order(2, "ana", 3, "20.00", order_id="b"),
    order(3, "bo", 3, "7.50", order_id="c"),
    order(4, "bo", 5, "-7.50", is_refund=True, refund_of="c"),
    order(5, None, 5, "99.00", order_id="d"),
]


@pytest.fixture(scope="module")
def snapshot():
    """A shop with costs, refunds and everything else that a company may know."""
    engine = engine_with(LINES)
    shape = Shape(Basis("margin_from_cost", 0.3), has_order_ids=True, has_refunds=True)
    company = company_with(engine, **messy_company(["ana", "bo"]))
    costs = {"order": {"*": 1.5}, "contact": {"phone": 2}}
    made = Snapshot(engine, END, shape, company=company, costs=costs)
    yield made.with_histories().with_months()
    engine.close()


ASKED = [
    "SELECT * FROM histories ORDER BY n",
    "SELECT * FROM customer_months ORDER BY n, month",
    "SELECT * FROM day_totals ORDER BY customer_id, day",
    "SELECT * FROM service_costs ORDER BY customer_id, day, kind, cost",
    *(f"SELECT * FROM {view.name} ORDER BY {', '.join(view.key)}" for view in VIEWS),
]


@pytest.fixture(scope="module")
def with_shelf(snapshot, tmp_path_factory):
    """The same, put by and taken down again."""
    folder = tmp_path_factory.mktemp("run")
    put_by(snapshot, folder)
    engine = open_engine()
    yield from_shelf(engine, folder)
    engine.close()


@pytest.mark.parametrize("sql", ASKED)
def test_what_was_put_by_answers_alike(sql, snapshot, with_shelf):
    """Views are made from the tables on the shelf as from the lines."""
    expected = snapshot.rows(sql)
    assert expected
    assert with_shelf.rows(sql) == expected


def test_metrics_from_the_shelf_are_those_of_the_run(snapshot, with_shelf):
    """Every one of the catalogue."""
    assert measure(with_shelf, HEADLINE) == measure(snapshot, HEADLINE)
    assert with_shelf.shape == snapshot.shape
    assert with_shelf.as_of == snapshot.as_of


def test_what_figures_are_counted_from_is_put_by(snapshot, tmp_path):
    """So that asking the run makes none of it again; and every figure is that of the run."""
    put_by(with_sources(snapshot), tmp_path)
    engine = open_engine()
    held = from_shelf(engine, tmp_path)
    before = set(held.tables)
    assert {"order_rows", "service_months", "contacts", "customer_facts"} <= before
    assert told(held, METRICS, "month") == told(snapshot, METRICS, "month")
    assert set(held.tables) == before
    engine.close()


def test_a_run_without_tables_says_so(tmp_path):
    """Such as one of an earlier version."""
    with pytest.raises(NotFound, match="has put no tables by"):
        from_shelf(open_engine(), tmp_path)
