"""What a customer came with is what the first sale says, on every day one may look."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.shop import DAYS, END, START, look, order, refund, shops

from volver.store import open_engine

FOUND = "SELECT customer_id, attributes FROM customer_attributes ORDER BY v_bytewise(customer_id)"


def recounted(lines, as_of):
    """By hand: the least text of the sales at the first moment."""
    found = {}
    sales = [x for x in lines if x.customer_id and not x.is_refund and x.day <= as_of]
    for customer in {x.customer_id for x in sales}:
        mine = [x for x in sales if x.customer_id == customer]
        first = min(x.ordered_at for x in mine)
        texts = [x.attributes for x in mine if x.ordered_at == first and x.attributes is not None]
        found[customer] = min(texts, key=str.encode, default=None)
    return found


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shops(), st.integers(0, DAYS))
def test_attributes_are_those_of_the_first_sale(engine, lines, day):
    """Whatever was bought, or given back, later."""
    as_of = START + timedelta(days=day)
    assert dict(look(lines, as_of=as_of, engine=engine).rows(FOUND)) == recounted(lines, as_of)


def test_a_level_stands_before_none():
    """Exports of some shops name the channel on the first line of an order only."""
    lines = [
        order(1, "ana", 0, "5", attributes='{"channel":null}'),
        order(2, "ana", 0, "5", attributes='{"channel":"web"}'),
        order(3, "ana", 9, "5", attributes='{"channel":"shop"}'),
        refund(4, "bo", 0, "5", attributes='{"channel":"web"}'),
    ]
    assert look(lines, as_of=END).rows(FOUND) == [("ana", '{"channel":"web"}')]


def test_a_workspace_from_before_groups_is_opened(tmp_path):
    """Its tables get the column; what is in them stays."""
    path = tmp_path / "volver.duckdb"
    engine = open_engine(path)
    engine.execute("ALTER TABLE order_lines DROP COLUMN attributes")
    engine.close()
    engine = open_engine(path)
    assert engine.rows("SELECT attributes FROM order_lines") == []
    engine.close()
