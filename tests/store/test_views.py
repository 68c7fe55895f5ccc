"""Net orders and histories are what an independent recount says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store import recount
from tests.store.company import company_with
from tests.store.shop import DAYS, END, REVENUE, START, engine_with, look, order, refund, shops

from volver.domain.money import Basis
from volver.predict.base import repeat_squares
from volver.store.facts import facts
from volver.store.orders import OrderLines
from volver.store.schema import DAY_TOTALS, HISTORIES, NET_ORDERS, OCCASIONS
from volver.store.schema.table import MONEY
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

pytestmark = pytest.mark.slow

BASES = {kind: Basis(kind, 0.35) for kind in recount.MARGINS}
days = st.integers(0, DAYS).map(lambda n: START.fromordinal(START.toordinal() + n))


def net_orders(snapshot: Snapshot) -> set[tuple]:
    """All rows; none stands there twice."""
    found = snapshot.rows("SELECT net_orders.* FROM net_orders")
    assert len(found) == len(set(found))
    return set(found)


def histories(snapshot: Snapshot) -> list[tuple]:
    """All rows, in order."""
    return snapshot.rows("SELECT * FROM histories ORDER BY n")


def check(shop, kind, as_of, engine, order_ids=True):
    """Every column of every net order and every history, doubles to the last bit, either way."""
    margin = recount.MARGINS[kind]
    for in_process in (False, True):
        asked = {"order_ids": order_ids, "engine": engine, "in_process": in_process}
        snapshot = look(shop, BASES[kind], as_of, **asked)
        assert net_orders(snapshot) == recount.net_orders(shop, as_of, margin)
        assert histories(snapshot) == recount.histories(shop, as_of, margin)


def test_squares_of_large_margins_fit(engine):
    """Two of six digits, whose product has more than the eighteen of an amount."""
    lines = [order(n, "ana", n, paid) for n, paid in enumerate(("1", "150000", "200000"), 1)]
    snapshot = look(lines, engine=engine)
    assert repeat_squares(snapshot) == pytest.approx([2 * 25_000.0**2])


@settings(max_examples=40)
@given(shop=shops(), kind=st.sampled_from(list(BASES)), as_of=days)
def test_squares_of_repeat_margins_are_those_of_a_recount(shop, kind, as_of, engine):
    """Days with an order alone, in exact decimals."""
    snapshot = look(shop, BASES[kind], as_of, order_ids=True, engine=engine, in_process=True)
    known = recount.repeat_squares(shop, as_of, recount.MARGINS[kind])
    assert repeat_squares(snapshot) == pytest.approx(known, rel=1e-6, abs=1e-6)


@settings(max_examples=40)
@given(shop=shops(), kind=st.sampled_from(list(BASES)), as_of=days)
def test_net_orders_and_histories_are_those_of_a_recount(shop, kind, as_of, engine):
    """Whatever the shop did, on every basis, on any day."""
    check(shop, kind, as_of, engine)


@settings(max_examples=40)
@given(shop=shops(), as_of=days, rates=st.sampled_from([{}, recount.RATES]))
def test_costs_are_the_lines_own_then_the_products_then_by_rate(shop, as_of, rates, engine):
    """Margin is the sum over lines, each looked up in plain Python; lost goods still cost."""
    costs = {"p": Decimal("1.2345")}
    margin = recount.with_products(costs, rates)
    engine_with(shop, engine)
    rows = [{"product_id": "p", "cost": costs["p"]}, {"product_id": "q"}]
    company = company_with(engine, products=rows)
    basis = Basis("margin_from_cost", float(recount.RATE))
    shape = Shape(basis, True, True, has_product_costs=True, has_rates=bool(rates))
    of_category = {category: float(rate) for category, rate in rates.items()}
    for in_process in (False, True):
        engine.in_process = in_process
        snapshot = Snapshot(engine, as_of, shape, rates=of_category, company=company)
        assert net_orders(snapshot.with_histories()) == recount.net_orders(shop, as_of, margin)
        assert histories(snapshot) == recount.histories(shop, as_of, margin)
    found = facts(OrderLines(engine), company=company)
    by_product = [
        n for n in shop if n.cost is None and n.product_id == "p" and n.quantity is not None
    ]
    own = [line for line in shop if line.cost is not None]
    assert found.lines_by_product == len(by_product)
    assert found.lines_without_cost == len(shop) - len(by_product) - len(own)
    assert found.shape(basis).has_product_costs == bool(by_product)


@pytest.mark.long
@settings(max_examples=1000)
@given(shop=shops(), kind=st.sampled_from(list(BASES)), as_of=days)
def test_a_thousand_books_are_those_of_a_recount(shop, kind, as_of, engine):
    """The same, longer."""
    check(shop, kind, as_of, engine)


@settings(max_examples=20)
@given(shop=shops(order_ids=False), as_of=days)
def test_without_order_numbers_each_line_is_an_order(shop, as_of, engine):
    """The shorter view for such data says what the recount says."""
    check(shop, "revenue", as_of, engine, order_ids=False)


@settings(max_examples=20)
@given(shop=shops(refunds=False), as_of=days)
def test_the_plain_views_agree_with_the_refunded_ones(shop, as_of, engine):
    """Data without a refund look the same through both."""
    plain = look(shop, as_of=as_of, refunds=False, engine=engine)
    refunded = look(shop, as_of=as_of, refunds=True, engine=engine)
    assert net_orders(plain) == net_orders(refunded)
    assert histories(plain) == histories(refunded)


@settings(max_examples=20)
@given(shop=shops(), as_of=days)
def test_totals_are_exact_to_the_cent(shop, as_of, engine):
    """Refunds that fit no order are in them too."""
    snapshot = look(shop, BASES["margin_from_cost"], as_of, engine=engine)
    known = [line for line in shop if line.day <= as_of and line.customer_id is not None]
    margin = recount.MARGINS["margin_from_cost"]
    assert snapshot.rows(
        "SELECT COALESCE(SUM(gross_revenue), 0), COALESCE(SUM(revenue), 0),"
        " COALESCE(SUM(margin), 0) FROM net_orders"
    ) == [
        (
            sum(line.revenue for line in known if not line.is_refund),
            sum(line.revenue for line in known),
            sum(margin(line) for line in known),
        )
    ]


@pytest.mark.parametrize("basis", [REVENUE, Basis("margin_from_cost")], ids=lambda b: b.kind)
@settings(max_examples=12)
@given(shop=shops(), as_of=days, more=shops())
def test_the_future_cannot_change_the_past(basis, shop, as_of, more, engine):
    """What comes after a day leaves all known on it as it was: the mean rate of costs too."""
    past = [line for line in shop if line.day <= as_of]
    later = [line for line in shop + more if line.day > as_of]
    before = look(past, basis, END, engine=engine).at(as_of)
    known = net_orders(before), histories(before)
    after = look(past + later, basis, END, engine=engine).at(as_of)
    assert (net_orders(after), histories(after)) == known


def test_a_missing_cost_takes_the_mean_rate_unless_a_rate_is_stated(engine):
    """Of the lines with a cost as known on the day; the setting is louder than the data."""
    lines = [
        order(1, "ana", 0, "100.00", order_id="1", cost="60.00"),
        order(2, "bea", 1, "30.00", order_id="2"),
        order(3, "ana", 3, "60.00", order_id="3", cost="60.00"),
    ]
    bea = "SELECT CAST(margin AS DOUBLE) FROM net_orders WHERE customer_id = 'bea'"
    snapshot = look(lines, Basis("margin_from_cost"), END, engine=engine)
    assert snapshot.rows(bea) == [(7.5,)]  # 30 x (40 + 0) / (100 + 60)
    assert snapshot.at(START + timedelta(days=2)).rows(bea) == [(12.0,)]  # 30 x 40 / 100
    stated = look(lines, Basis("margin_from_cost", 0.2), END, engine=engine)
    assert stated.rows(bea) == [(6.0,)]


@settings(max_examples=12)
@given(shop=shops(), data=st.data())
def test_the_order_of_rows_does_not_matter(shop, data, engine):
    """Two exports of the same orders, sorted otherwise, are the same shop."""
    sorted_otherwise = data.draw(st.permutations(shop))
    one, other = look(shop, engine=engine), look(sorted_otherwise, engine=engine)
    assert histories(one) == histories(other)
    assert net_orders(one) == net_orders(other)


def test_an_order_of_nothing_is_an_occasion_and_one_refunded_to_nothing_is_not(engine):
    """A free sample was wanted; what was sent back was not kept."""
    snapshot = look(
        [
            order(1, "free", 0, "0.00", order_id="1"),
            order(2, "sent back", 0, "10.00", order_id="2"),
            refund(3, "sent back", 4, "10.00", refund_of="2"),
            order(4, "kept a part", 0, "10.00", order_id="3"),
            refund(5, "kept a part", 4, "9.99", refund_of="3"),
        ],
        engine=engine,
    )
    assert [row[1] for row in histories(snapshot)] == ["free", "kept a part"]


def test_a_refund_is_known_from_its_own_day_on(engine):
    """The day before, the order still stands whole."""
    snapshot = look(
        [order(1, "ana", 0, "10.00", order_id="1"), refund(2, "ana", 5, "4.00", refund_of="1")],
        engine=engine,
    )
    earned = {
        day: snapshot.at(START.replace(day=START.day + day)).rows("SELECT revenue FROM net_orders")
        for day in (4, 5)
    }
    assert earned == {4: [(Decimal("10.00"),)], 5: [(Decimal("6.00"),)]}


@pytest.mark.parametrize(
    ("back", "lowered"),
    [
        pytest.param({"day": 9, "revenue": "8.00"}, "large", id="the latest that is large enough"),
        pytest.param({"day": 9, "revenue": "4.00"}, "small", id="the latest, where all are"),
        pytest.param({"day": 9, "revenue": "99.00"}, "small", id="the latest, where none is"),
        pytest.param({"day": 1, "revenue": "4.00"}, "large", id="none that is later"),
        pytest.param({"day": 9, "revenue": "4.00", "product_id": "q"}, "other", id="the product's"),
        pytest.param({"day": 9, "revenue": "4.00", "product_id": "x"}, None, id="none at all"),
        pytest.param({"day": 9, "revenue": "4.00", "refund_of": "large"}, "large", id="as named"),
    ],
)
def test_a_refund_finds_its_order(back, lowered, engine):
    """Named, else the latest earlier one of the product that is large enough, else the latest."""
    shop = [
        order(1, "ana", 0, "10.00", order_id="large", product_id="p"),
        order(2, "ana", 3, "5.00", order_id="small", product_id="p"),
        order(3, "ana", 4, "10.00", order_id="other", product_id="q"),
        order(4, "bea", 4, "10.00", order_id="another's", product_id="p"),
        refund(5, "ana", **{"product_id": "p"} | back),
    ]
    found = net_orders(look(shop, engine=engine))
    assert {row[1] for row in found if row[3] != row[4]} == {lowered or "line 1/5"}


def test_an_order_number_used_by_two_customers_is_two_orders(engine):
    """And a refund that names it lowers that of its own customer."""
    snapshot = look(
        [
            order(1, "ana", 0, "10.00", order_id="7"),
            order(2, "bea", 0, "20.00", order_id="7"),
            refund(3, "bea", 1, "5.00", refund_of="7"),
        ],
        engine=engine,
    )
    assert sorted(row[:5] for row in net_orders(snapshot)) == [
        ("ana", "7", START, Decimal(10), Decimal(10)),
        ("bea", "7", START, Decimal(20), Decimal(15)),
    ]


@pytest.mark.parametrize(
    "table", [NET_ORDERS, OCCASIONS, DAY_TOTALS, HISTORIES], ids=lambda t: t.name
)
@pytest.mark.parametrize("refunds", [True, False])
def test_each_view_has_the_columns_of_its_contract(table, refunds, engine):
    """By name, in order and by type, whichever of its texts the data need."""
    snapshot = look([order(1, "ana", 0, "10.00")], refunds=refunds, engine=engine)
    snapshot.materialise("seen", f"SELECT {table.name}.* FROM {table.name}")
    described = engine.rows(f"DESCRIBE {snapshot.tables['seen']}")
    # A sum of money is wider than an amount until it is stored.
    found = [(row[0], row[1].replace("DECIMAL(38,4)", MONEY)) for row in described]
    assert found == [(c.name, c.type.replace("TEXT", "VARCHAR")) for c in table.columns]
