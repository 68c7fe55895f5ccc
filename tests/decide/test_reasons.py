"""Every number in a reason stands in the same row, and every sentence fits its row."""

import math
import re
from datetime import date

import numpy as np
import pytest
from tests.store.shop import END, look, order

from volver.decide.classes import ClassRule, classify
from volver.decide.reasons import CASES, LEADS, NO_GAIN, reason_sql
from volver.domain.value import ValueClass
from volver.store.publish import values_sql
from volver.store.schema import FORECASTS, VALUES

CONSTANTS = {
    "level": 0.9, "why": "there is nothing to learn from", "until": END, "horizon_days": 1095,
    "annual_rate": 0.1, "currency": "EUR", "basis": "revenue", "model": "bg-nbd", "step": "pooled",
}  # fmt: skip
MARKS = [(",", "."), (".", ","), ("\N{NARROW NO-BREAK SPACE}", ",")]


def shop() -> list:
    """Customers with one order, with two on one day, and with up to 1,100."""
    lines = [order(n, f"once {n}", 0, "10.00") for n in range(1, 9)]
    lines += [order(n, "a day", 1, "10.00") for n in (9, 10)]
    lines += [order(20 + n, f"c{n % 12:02}", n % 30, "10.00") for n in range(400)]
    return lines + [order(1000 + n, "often", n % 30, "1.00") for n in range(1100)]


@pytest.fixture(scope="module")
def snapshot():
    """Forecasts of every size and sign, some without an interval, some without P(alive)."""
    snapshot = look(shop())
    n = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    random = np.random.default_rng(3)
    columns = {name: random.normal(0, 3000, len(n)).round(3) for name in FORECASTS.names}
    columns["value"][5], columns["value_upside"][5] = -100.0, -50.0  # a loss that may not be one
    columns["p_alive"] = random.uniform(0, 1, len(n))
    columns["p_alive"][::4] = np.nan
    columns["value_low"][1::5] = np.nan
    columns["value_high"] = columns["value"] + np.where(n % 6 == 2, -1.0, 1.0) * 250.125
    snapshot.store_columns("forecasts", {**columns, "n": n})
    assert classify(snapshot, ClassRule(0.3)) is not None
    return snapshot


def values(snapshot, thousands, point):
    """The published rows as dictionaries."""
    reason, texts = reason_sql(str, thousands, point)
    rows = snapshot.rows(values_sql(reason, classified=True), **CONSTANTS, **texts)
    return [dict(zip(VALUES.names, row, strict=True)) for row in rows]


def written(value, how, thousands, point):
    """A value as a reader expects it, halves up, by Python's own formatting."""
    if isinstance(value, date):
        return value.isoformat()
    parts = {"money": 100, "count": 1, "percent": 100}[how]
    whole = math.copysign(math.floor(abs(value) * parts + 0.5), value)
    text = {"money": "{:,.2f}", "count": "{:,.0f}", "percent": "{:,.0f} %"}[how].format(
        whole / parts if how == "money" else whole
    )
    return text.translate({ord(","): thousands, ord("."): point})


def sentence_for(row):
    """Which sentence a row calls for, chosen in Python."""
    case = {case.slug: case.sentence for case in CASES}
    once = row["orders"] == 1
    if row["value_low"] is None:
        return case["once_no_interval" if once else "no_interval"]
    if row["value_high"] < row["value"]:
        return case["rare"]
    if once:
        return case["once"]
    plain = row["p_alive"] is None or row["repeat_count"] == 0
    return case["no_p_alive" if plain else "several"]


@pytest.mark.mission("G5")
@pytest.mark.parametrize(("thousands", "point"), MARKS)
def test_a_reason_is_the_sentence_of_its_case_with_the_numbers_of_its_row(
    snapshot, thousands, point
):
    """Written anew from the row alone, mark by mark as the reader's language has them."""
    seen, leads = set(), set()
    for row in values(snapshot, thousands, point):
        sentence = sentence_for(row)
        seen.add(sentence)
        expected = re.sub(
            r"\{(\w+):(\w+)\}",
            lambda slot, row=row: written(row[slot[1]], slot[2], thousands, point),
            sentence,
        )
        lead = LEADS[ValueClass(row["value_class"])]
        if row["value_class"] == ValueClass.GOOD and row["value"] <= 0:
            lead = NO_GAIN
        leads.add(lead)
        assert row["reason"] == f"{lead} {expected}"
    assert seen == {case.sentence for case in CASES if case.slug != "no_value"}
    assert leads == {*LEADS.values(), NO_GAIN}


def test_every_case_names_columns_of_the_published_table():
    """A number from elsewhere could not be recounted by who holds the table."""
    for case in CASES:
        slots = set(re.findall(r"\{(\w+):", case.sentence)) - {"why"}
        assert slots <= set(VALUES.names)


def test_where_there_is_no_forecast_the_reason_says_why(snapshot):
    """In the words of the model card."""
    n = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    empty = {name: np.full(len(n), np.nan) for name in FORECASTS.names}
    without = snapshot.at(END)
    without.store_columns("forecasts", {**empty, "n": n})
    reason, texts = reason_sql(str, ",", ".")
    rows = without.rows(values_sql(reason, classified=False), **CONSTANTS, **texts)
    assert {row[VALUES.names.index("reason")] for row in rows} == {CONSTANTS["why"]}


def test_a_translation_keeps_its_place_in_the_row(snapshot):
    """The app hands in the sentences of another language, quotes and dollars and all."""
    reason, texts = reason_sql(lambda text: f"«l'{text}» $1", ",", ".")
    rows = snapshot.rows(values_sql(reason, classified=True), **CONSTANTS, **texts)
    assert all(row[VALUES.names.index("reason")].count("«l'") == 2 for row in rows)
