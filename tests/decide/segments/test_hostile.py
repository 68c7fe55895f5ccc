"""Nobody breaks in through a rule: what is no rule is refused in words, and nothing is asked."""

import re
from datetime import date

import pytest
from tests.decide.segments import hostile, hostile_tables
from tests.store.shop import END, REVENUE, engine_with, order

from volver.decide.segments.members import count
from volver.decide.segments.plain import from_json, rule_of, segments_of
from volver.domain.errors import BadInput
from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Segment
from volver.present.errors import told
from volver.present.words import Words
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

SPANISH = Words("es")
KNOWN = segments_of({"best": {"rule": "orders >= 3"}, "Ñu": {"rule": "orders >= 1"}})


class Spy:
    """An engine that answers, and counts what it is asked."""

    def __init__(self, engine):
        self.engine = engine
        self.asked = 0

    def __getattr__(self, name):
        self.asked += name not in ("in_process", "dialect", "own_memory")
        return getattr(self.engine, name)


@pytest.fixture(scope="module")
def snapshot():
    """A small shop behind the spy."""
    lines = [order(1, "ana", 0, "10"), order(2, "ana", 3, "5"), order(3, "bo", 3, "7")]
    made = Snapshot(engine_with(lines), END, Shape(REVENUE, True, True)).with_histories()
    spy = Spy(made.engine)
    yield Snapshot(spy, END, made.shape, company={"customers": ""}, tables=made.tables)
    made.engine.close()


def refused(snapshot, ask):
    """The error of a rule that is asked; nothing reached the engine."""
    before = snapshot.engine.asked
    with pytest.raises(BadInput) as found:
        ask()
    assert snapshot.engine.asked == before
    error = found.value
    for part in (error.what, error.where, error.next_step):
        assert part
        assert len(part) < 1_000
        assert part.isprintable()
    assert told(error, SPANISH) is not None
    return error


def test_there_are_more_than_two_hundred():
    """Each once."""
    assert len(set(hostile.TEXTS)) == len(hostile.TEXTS) > 300
    assert len(hostile_tables.TABLES) + len(hostile_tables.JSON) + len(hostile_tables.SEGMENTS) > 90


@pytest.mark.mission("G3")
@pytest.mark.parametrize("text", hostile.TEXTS, ids=lambda text: ascii(text[:40]))
def test_a_hostile_text_is_refused(text, snapshot):
    """SQL, files, operators, values, look-alikes, emptiness and sheer size."""
    error = refused(snapshot, lambda: count(snapshot, rule_of(text, KNOWN), KNOWN))
    assert error.where.startswith("the rule")


@pytest.mark.parametrize("plain", hostile_tables.TABLES, ids=range(len(hostile_tables.TABLES)))
def test_a_hostile_table_is_refused(plain, snapshot):
    """The same from volver.toml or a page."""
    refused(snapshot, lambda: count(snapshot, rule_of(plain, KNOWN), KNOWN))


@pytest.mark.parametrize("text", hostile_tables.JSON, ids=lambda text: ascii(text)[:40])
def test_a_hostile_json_is_refused(text, snapshot):
    """A name that stands twice hides what another reader sees."""
    refused(snapshot, lambda: count(snapshot, from_json(text, KNOWN), KNOWN))


@pytest.mark.parametrize("tables", hostile_tables.SEGMENTS, ids=range(len(hostile_tables.SEGMENTS)))
def test_hostile_segments_are_refused(tables, snapshot):
    """Segments that name themselves too, by way of however many."""
    refused(snapshot, lambda: segments_of(tables))


BY_HAND = [
    Condition("orders >= 1 OR 1=1 --", ">=", (3,)),
    Condition("orders", ">= 0 OR 1=1 --", (3,)),
    Condition("orders", ">=", ("0 OR 1=1",)),
    Condition("orders", ">=", ()),
    Condition("orders", ">=", (1, 2)),
    Condition("orders", ">=", [3]),
    Condition("orders", "in", tuple(range(1000))),
    Condition("country", "=", ("x" * 201,)),
    Condition("first_order", "<", (date(1, 1, 1),)),
    Condition("bought_product", "is true", (), "p\x00"),
    Condition("orders", ">=", (3,), None, 10**9),
    Condition("orders", ">=", (3,), "x' OR '1'='1"),
    InSegment("x' OR '1'='1"),
    InSegment(3),
    All(()),
    AnyOf(()),
    Not(None),
    Not(All(())),
    All((AnyOf(()),)),
    "orders >= 3",
    None,
]


@pytest.mark.parametrize("rule", BY_HAND, ids=lambda rule: ascii(rule)[:50])
def test_a_rule_made_by_hand_passes_the_same_check(rule, snapshot):
    """Whoever skips the parser does not skip the list of what may be asked."""
    refused(snapshot, lambda: count(snapshot, rule, KNOWN))


def test_a_tree_of_ten_thousand_is_refused(snapshot):
    """Without going down its whole depth."""
    deep = Condition("orders", ">=", (3,))
    for _ in range(10_000):
        deep = Not(deep)
    refused(snapshot, lambda: count(snapshot, deep, KNOWN))


def test_segments_that_multiply_are_refused(snapshot):
    """Five that each name the next one four times would be 1,024 conditions."""
    bomb = segments_of(hostile_tables.BOMB)
    error = refused(snapshot, lambda: count(snapshot, InSegment("s0"), bomb))
    assert "500 conditions" in error.what


def test_a_ring_made_by_hand_is_refused(snapshot):
    """Also where nobody read the segments from a file."""
    ring = {"a": Segment("a", InSegment("b")), "b": Segment("b", Not(InSegment("a")))}
    error = refused(snapshot, lambda: count(snapshot, InSegment("a"), ring))
    assert "a > b > a" in error.what


def test_what_the_company_has_not_given_cannot_be_asked(snapshot):
    """`complaints = 0` would else be everybody, which nobody could tell from the truth."""
    for text in ("complaints = 0", "not subscribed", "p_alive > 0.5", 'value_class = "best"'):
        error = refused(snapshot, lambda t=text: count(snapshot, rule_of(t)))
        assert "there is nothing of" in error.what


@pytest.mark.parametrize(
    ("text", "what", "where", "next_step"),
    [
        ("ordrs >= 3", "Rules do not know the field 'ordrs'", 1, "Did you mean orders?"),
        ("orders >= 3 and in segment 'bets'", "no segment called 'bets'", 17, "Did you mean best?"),
        ("orders >= 3 and first_order after 2023-02-29", "no day 2023-02-29", 35, "2024-02-29"),
        ("country = 'E\u202eS'", "U+202E", 1, "Take it out"),
        ("p_alive > 50", "between 0 and 1", 1, "0.5 is a half"),
        ("(orders >= 3", "The rule ends", 13, "orders >= 3"),
        ("", "empty rule means nobody", None, "orders >= 1"),
    ],
)
def test_an_error_says_what_where_and_what_next(text, what, where, next_step):
    """With the character it stumbled over, counted from 1."""
    with pytest.raises(BadInput) as found:
        rule_of(text, KNOWN)
    assert what in found.value.what
    assert next_step in found.value.next_step
    place = re.search(r"character ([0-9]+)", found.value.where)
    assert (int(place[1]) if place else None) == where


def test_the_spy_sees_what_is_asked(snapshot):
    """Or all of the above would say nothing."""
    before = snapshot.engine.asked
    assert count(snapshot, rule_of("orders >= 1")) == 2
    assert count(snapshot, rule_of("in segment 'best'", KNOWN), KNOWN) == 0
    assert snapshot.engine.asked > before
