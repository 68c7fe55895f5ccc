"""Each customer is in exactly one class, by the written rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shop import look, order

from volver.decide.classes import ORDER, ClassRule, ClassSummary, class_codes, classify
from volver.domain.value import ValueClass
from volver.store.schema import CLASSES, FORECASTS

BEST, POTENTIAL, GOOD, NEVER = (ORDER.index(name) for name in ValueClass)

money = st.integers(-50, 200).map(float)
customers = st.lists(
    st.tuples(money, st.integers(0, 80).map(float), st.integers(0, 300).map(float)), max_size=30
)
rules = st.builds(ClassRule, st.sampled_from([0.2, 0.5, 0.8, 1.0]), st.just(0.2))


def forecast(rows):
    """value, upper end and upside of each; the upper end lies above the value."""
    table = np.array(rows, float).reshape(-1, 3)
    return table[:, 0], table[:, 0] + table[:, 1], table[:, 0] + table[:, 2]


@pytest.mark.mission("G5")
@given(rows=customers, rule=rules)
def test_each_customer_is_in_the_class_that_the_rule_names(rows, rule):
    """The rule in words, for one customer at a time; no customer is in two or in none."""
    value, high, upside = forecast(rows)
    codes, least = class_codes(value, high, upside, rule)
    for code, v, h, u in zip(codes, value, high, upside, strict=True):
        best = least is not None and v >= least
        never = h < 0
        potential = least is not None and u >= least and not best and not never
        chosen = {BEST: best, NEVER: never, POTENTIAL: potential}
        assert sum(chosen.values()) <= 1
        assert code == next((name for name, is_so in chosen.items() if is_so), GOOD)


@given(rows=customers, rule=rules)
def test_the_best_are_the_smallest_group_that_holds_the_share(rows, rule):
    """All of them hold it; without the least of them, and those that tie with it, they do not."""
    value, high, upside = forecast(rows)
    codes, least = class_codes(value, high, upside, rule)
    best = np.sort(value[codes == BEST])
    asked = rule.best_share * value[value > 0].sum()
    if least is None:
        assert len(best) == 0
        assert (value <= 0).all()
    else:
        assert best.sum() >= asked - 1e-9
        assert best[best > least].sum() < asked
        assert best.min() == least > 0


@given(rows=customers, rule=rules, data=st.data())
def test_the_order_of_customers_does_not_matter(rows, rule, data):
    """Ties at the border are all best, so that no class hangs on who came first."""
    place = np.array(data.draw(st.permutations(range(len(rows)))), int)
    value, high, upside = forecast(rows)
    codes, least = class_codes(value, high, upside, rule)
    moved, same = class_codes(value[place], high[place], upside[place], rule)
    assert same == least
    assert (moved == codes[place]).all()


def test_a_forecast_without_an_interval_makes_nobody_potential_or_lost():
    """What is not known is no reason to write somebody off."""
    unknown = np.full(3, np.nan)
    codes, _ = class_codes(np.array([10.0, 1.0, -1.0]), unknown, unknown, ClassRule(0.9))
    assert codes.tolist() == [BEST, GOOD, GOOD]


@pytest.fixture
def snapshot():
    """Three customers and nothing foretold yet."""
    return look([order(n, name, n, "10.00") for n, name in enumerate(["ana", "bea", "cy"])])


def forecasts(value):
    """The table of forecasts with these values."""
    columns = {name: np.full(len(value), np.nan) for name in FORECASTS.names}
    return {**columns, "n": np.arange(len(value), dtype=np.int32), "value": np.array(value)}


def test_the_classes_add_up_to_the_base(snapshot):
    """Customers, value and margin to date, to the last one."""
    snapshot.store_columns("forecasts", forecasts([6.0, 3.0, -1.0]))
    found = classify(snapshot, ClassRule(0.6))
    assert found.summaries == (
        ClassSummary(ValueClass.BEST, 1, value=6.0, margin_to_date=10.0),
        ClassSummary(ValueClass.POTENTIAL, 0, value=0.0, margin_to_date=0.0),
        ClassSummary(ValueClass.GOOD, 2, value=2.0, margin_to_date=20.0),
        ClassSummary(ValueClass.NEVER_PROFITABLE, 0, value=0.0, margin_to_date=0.0),
    )
    assert found.least_of_best == 6.0
    assert snapshot.rows("SELECT n, class_code FROM classes ORDER BY n") == [
        (0, BEST), (1, GOOD), (2, GOOD),
    ]  # fmt: skip


def test_the_table_is_that_of_its_contract(snapshot):
    """What publishing joins, by name and by type."""
    snapshot.store_columns("forecasts", forecasts([6.0, 3.0, -1.0]))
    classify(snapshot, ClassRule())
    described = snapshot.engine.rows(f"DESCRIBE {snapshot.tables['classes']}")
    assert [row[:2] for row in described] == [(c.name, c.type) for c in CLASSES.columns]


def test_without_a_value_for_everybody_there_are_no_classes(snapshot):
    """None, because a class would pretend to know."""
    snapshot.store_columns("forecasts", forecasts([6.0, np.nan, -1.0]))
    assert classify(snapshot, ClassRule()) is None
