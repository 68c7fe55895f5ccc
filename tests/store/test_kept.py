"""Histories that are kept from run to run are those of one reading of everything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.shop import END, REVENUE, START, engine_with, order, refund, shops

from volver.domain.money import Basis
from volver.store import open_engine
from volver.store.engine import Embedded
from volver.store.kept import Changes, Kept, Loads, can_be_kept, of_files
from volver.store.orders import OrderLines
from volver.store.schema import LOADS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

pytestmark = pytest.mark.slow

ALL = "SELECT * FROM histories ORDER BY n"
SHAPE = Shape(REVENUE, True, True)


def loads(*parts: list) -> Loads:
    """A mark of some loads, their fingerprints by their number."""
    return Loads(tuple((n, f"file {n}", len(part)) for n, part in enumerate(parts, start=1)))


def numbered(parts: list[list]) -> list[list]:
    """Each part with its own load number."""
    return [[replace(line, load_id=n) for line in part] for n, part in enumerate(parts, start=1)]


@pytest.fixture(scope="module")
def apart() -> Iterator[Embedded]:
    """An engine in which everything is read at once."""
    engine = open_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def shelf() -> Iterator[Embedded]:
    """An engine that keeps histories; see `emptied`."""
    engine = open_engine()
    yield engine
    engine.close()


def emptied(engine: Embedded) -> Embedded:
    """The same without anything kept."""
    for table in ("kept_state", "kept_histories"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    return engine


def whole(engine: Embedded, lines: list, shape: Shape = SHAPE, as_of: date = END) -> list:
    """The histories of all lines, read at once."""
    return Snapshot(engine_with(lines, engine), as_of, shape).with_histories().rows(ALL)


@settings(max_examples=15)
@given(shop=shops(), data=st.data())
def test_histories_that_grew_are_those_of_everything(shop, data, shelf, apart):
    """Whatever came with which load: late orders, refunds of old ones, and nothing at all."""
    count = data.draw(st.integers(1, 4))
    where = data.draw(st.lists(st.integers(0, count - 1), min_size=len(shop), max_size=len(shop)))
    parts = numbered(
        [[x for x, k in zip(shop, where, strict=True) if k == n] for n in range(count)]
    )
    engine = emptied(shelf)
    for n in range(1, count + 1):
        so_far = [line for part in parts[:n] for line in part]
        if not so_far:
            continue
        engine_with(so_far, engine)
        kept = Kept(loads(*parts[:n]), max(line.day for line in so_far))
        found = kept.histories(Snapshot(engine, END, SHAPE))
        assert found.rows(ALL) == whole(apart, so_far)


FIRST = [order(n, f"c{n}", n % 9, "10.00") for n in range(1, 30)]
LATER = [
    replace(line, load_id=2)
    for line in (
        order(100, "c3", 20, "7.00"),
        order(101, "new", 1, "5.00"),
        refund(102, "c4", 9, "10.00"),
    )
]


def run(engine, lines, mark, shape=SHAPE, as_of=END, last=None):
    """One run over some lines."""
    engine_with(lines, engine)
    last_day = last or max((line.day for line in lines), default=START)
    return Kept(mark, last_day).histories(Snapshot(engine, as_of, shape)).rows(ALL)


def spoil(engine):
    """Make what is kept wrong, so that it shows whether it was used."""
    engine.execute("UPDATE kept_histories SET orders = 77 WHERE customer_id = 'c1'")


@pytest.mark.parametrize(
    ("lines", "mark", "shape", "used"),
    [
        (FIRST + LATER, loads(FIRST, LATER), SHAPE, True),
        (FIRST, loads(FIRST), SHAPE, True),
        (LATER + FIRST[:20], Loads(((1, "file 1", 20), (2, "file 2", 3))), SHAPE, False),
        (FIRST + LATER, Loads(((1, "another", 29), (2, "file 2", 3))), SHAPE, False),
        (FIRST, loads(FIRST), replace(SHAPE, basis=Basis("margin_from_rate", 0.3)), False),
        (FIRST, loads(FIRST), replace(SHAPE, has_refunds=False), False),
    ],
    ids=["new load", "nothing new", "fewer lines", "other file", "other basis", "other views"],
)
def test_what_was_kept_is_used_only_where_it_still_holds(lines, mark, shape, used, shelf, apart):
    """Whatever a history depends on beside new lines makes all of them anew."""
    engine = emptied(shelf)
    run(engine, FIRST, loads(FIRST))
    spoil(engine)
    found = run(engine, lines, mark, shape)
    assert (77 in {row[4] for row in found}) == used
    if not used:
        assert found == whole(apart, lines, shape)


def test_an_earlier_day_asks_for_what_was_known_then(shelf, apart):
    """Neither uses what is kept nor changes it."""
    engine = emptied(shelf)
    run(engine, FIRST, loads(FIRST))
    spoil(engine)
    early = START + timedelta(days=4)
    last = max(line.day for line in FIRST)
    assert run(engine, FIRST, loads(FIRST), as_of=early, last=last) == whole(
        apart, FIRST, as_of=early
    )
    assert 77 in {row[4] for row in run(engine, FIRST, loads(FIRST))}


def test_a_run_that_fails_on_its_way_leaves_what_was_kept(monkeypatch, shelf, apart):
    """The mark and the histories change together or not at all."""
    engine = emptied(shelf)
    run(engine, FIRST, loads(FIRST))
    before = [
        engine.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in ("kept_state", "kept_histories")
    ]

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Kept, "_remember", fail)
    with pytest.raises(KeyboardInterrupt):
        run(engine, FIRST + LATER, loads(FIRST, LATER))
    after = [
        engine.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in ("kept_state", "kept_histories")
    ]
    assert after == before
    monkeypatch.undo()
    assert run(engine, FIRST + LATER, loads(FIRST, LATER)) == whole(apart, FIRST + LATER)


def test_a_cost_that_others_lend_keeps_nothing():
    """A line without a cost takes the mean of all lines: each new one changes every history."""
    snapshot = Snapshot(open_engine(), END, Shape(Basis("margin_from_cost"), True, True))
    assert not can_be_kept(snapshot, 1)
    assert can_be_kept(snapshot, 0)
    stated = Snapshot(open_engine(), END, Shape(Basis("margin_from_cost", 0.3), True, True))
    assert can_be_kept(stated, 1)


def test_nothing_read_is_nothing_kept():
    """A workspace before its first file."""
    engine = engine_with([])
    engine.execute(LOADS.ddl())
    assert of_files(engine) is None


NOON = datetime(2024, 3, 1, 12)  # noqa: DTZ001 - as databases stamp rows


@settings(max_examples=15)
@given(shop=shops(order_ids=False, refunds=False), data=st.data())
def test_a_table_whose_rows_change_is_read_as_it_stands(shop, data, shelf, apart):
    """Rows added, late or corrected: those stamped since are looked at, the rest is kept."""
    engine = emptied(shelf)
    stamped = {line: NOON for line in shop}
    rows = list(shop)
    for step in range(data.draw(st.integers(1, 4))):
        when = NOON + timedelta(hours=2 * step)
        for at in data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=3)):
            line = rows[at]
            other = replace(
                line, revenue=line.revenue + 1, day=data.draw(st.sampled_from([START, END]))
            )
            rows[at] = other
            stamped[other] = when
        added = order(1000 + step, data.draw(st.sampled_from(["ana", "new", None])), 3, "2.00")
        rows.append(added)
        stamped[added] = when
        engine_with(rows, engine)
        stamps = ", ".join(f"TIMESTAMP '{stamped[line]}'" for line in rows)
        query = (
            f"SELECT *, list_extract([{stamps}], CAST(place AS INTEGER)) AS changed FROM"
            " (SELECT *, ROW_NUMBER() OVER () AS place FROM order_lines)"
        )
        orders = OrderLines(engine, query, query)
        kept = Kept(Changes("so", max(stamped.values()), END), max(line.day for line in rows))
        shape = Shape(REVENUE, False, False)
        found = kept.histories(Snapshot(engine, END, shape, orders))
        assert found.rows(ALL) == whole(apart, rows, shape)


def test_a_mark_of_files_tells_nothing_of_tables():
    """Nor the other way round: a workspace may go from one to the other."""
    files, tables = Loads(((1, "file", 3),)), Changes("so", NOON, END)
    assert files.since(tables.text()) is None
    assert tables.since(files.text()) is None
    assert f"day > CAST('{END}' AS DATE)" in tables.since(tables.text())
