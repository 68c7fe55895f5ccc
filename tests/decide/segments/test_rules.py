"""A rule means what it says: in text, in tables, in SQL and in plain Python alike."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from tests.decide.segments.people import PEOPLE, holds, rules, world
from tests.store.shop import END

from volver.decide.segments.compile import compile_rule
from volver.decide.segments.members import count, customer_ids, members
from volver.decide.segments.parse import parse
from volver.decide.segments.plain import from_json, rule_of, segments_of, to_plain
from volver.decide.segments.write import written
from volver.domain.errors import BadInput
from volver.domain.segment import Not
from volver.domain.segment_fields import FIELDS
from volver.store.dialect import parsed

NAMED = {"many": {"rule": "orders >= 4"}, 'of "search"': {"rule": 'channel = "search"'}}
SEGMENTS = segments_of(NAMED)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def people():
    """One shop that every rule is asked of."""
    snapshot, rows = world()
    yield snapshot, rows
    snapshot.engine.close()


@pytest.mark.slow
@pytest.mark.mission("G3")
@given(rule=rules(*SEGMENTS))
@QUICK
def test_sql_and_plain_python_agree(people, rule):
    """Customer by customer, for any rule, over rows in which fields are now and then missing."""
    snapshot, rows = people
    expected = [name for name in PEOPLE if holds(rows, name, rule, SEGMENTS) is True]
    assert customer_ids(snapshot, rule, SEGMENTS) == expected
    assert [PEOPLE[n] for n in members(snapshot, rule, SEGMENTS)] == expected
    assert count(snapshot, rule, SEGMENTS) == len(expected)


@pytest.mark.slow
@given(rule=rules(*SEGMENTS))
@QUICK
def test_a_rule_its_opposite_and_the_unknown_are_everybody(people, rule):
    """Each customer once: nobody with a missing value slips into a rule by a `not`."""
    snapshot, rows = people
    inside = set(members(snapshot, rule, SEGMENTS))
    outside = set(members(snapshot, Not(rule), SEGMENTS))
    unknown = {n for n, name in enumerate(PEOPLE) if holds(rows, name, rule, SEGMENTS) is None}
    assert len(inside) + len(outside) + len(unknown) == len(PEOPLE)
    assert inside | outside | unknown == set(range(len(PEOPLE)))


@pytest.mark.parametrize("field", [field.name for field in FIELDS])
def test_every_field_is_known_of_somebody(people, field):
    """Or the two tests above would compare nothing with nothing."""
    snapshot, rows = people
    one = next(f for f in FIELDS if f.name == field)
    of = {"product": ' "p"', "category": ' "hats"', "attribute": ' "plan"'}.get(one.asks, "")
    texts = {"truth": f"{field}{of}"}
    rule = parse(texts.get(one.kind, f"not {field}{of} is missing"))
    found = members(snapshot, rule)
    assert len(found) > 0
    assert sum(holds(rows, name, rule, {}) is True for name in PEOPLE) == len(found)


def test_what_is_missing_is_in_neither_half(people):
    """By hand: ten of 60 are in no source of customers, and of others no country is known."""
    snapshot, rows = people
    countries = {r["customer_id"]: r["country"] for r in rows["customers"]}
    spanish = sum(c == "ES" for c in countries.values())
    unknown = sum(countries.get(name) is None for name in PEOPLE)
    assert count(snapshot, parse('country = "ES"')) == spanish
    assert count(snapshot, parse('country != "ES"')) == 60 - spanish - unknown
    assert count(snapshot, parse('not country = "ES"')) == 60 - spanish - unknown
    assert count(snapshot, parse("country is missing")) == unknown > 10
    assert count(snapshot, parse('country = "ES" or country is not missing')) == 60 - unknown


def test_membership_is_never_unknown(people):
    """Who is not in a segment is outside it, also where nobody knows what its rule asks."""
    snapshot, _ = people
    segments = segments_of({"Spain": {"rule": 'country = "ES"'}})
    inside = count(snapshot, parse('in segment "Spain"', segments), segments)
    outside = count(snapshot, parse('not in segment "Spain"', segments), segments)
    assert inside + outside == 60


@pytest.mark.slow
@given(rule=rules(*SEGMENTS))
@QUICK
def test_what_is_written_is_read_back(rule):
    """As text, as tables and as JSON."""
    assert parse(written(rule), SEGMENTS) == rule
    assert rule_of(to_plain(rule), SEGMENTS) == rule
    assert from_json(json.dumps(to_plain(rule)), SEGMENTS) == rule


@pytest.mark.slow
@given(rule=rules(*SEGMENTS))
@QUICK
def test_no_value_of_a_rule_is_in_its_query(rule):
    """Only words of ours and parameters: a query of any rule has no text but those of the list."""
    query = compile_rule(rule, END, SEGMENTS)
    parsed(query.sql)
    assert set(re.findall(r"\$([a-z_]+)", query.sql)) == set(query.parameters)
    ours = {"'best'", "'potential'", "'good'", "'never_profitable'", "'nps'", "'csat'", "'ces'"}
    assert set(re.findall(r"'[^']*'", query.sql)) <= ours
    assert set(re.findall(r"\b[0-9]+\b", query.sql)) <= {"0", "1", "2", "3"}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("ORDERS>=3 AND Country='ES'", 'orders >= 3 and country = "ES"'),
        ("((orders = 1))", "orders = 1"),
        ("orders=1 or orders=2 and orders=3", "orders = 1 or orders = 2 and orders = 3"),
        ("(orders=1 or orders=2) and orders=3", "(orders = 1 or orders = 2) and orders = 3"),
        ("channel not in ('a','b')", 'not channel in ("a", "b")'),
        ("country is not missing", "not country is missing"),
        ("first_order < 2024-02-29", "first_order before 2024-02-29"),
        ("value>12.50", "value > 12.5"),
        ("value > 0.000001", "value > 0.000001"),
        ("margin > -100000000000", "margin > -100000000000"),
        ("country = 'it''s \"so\"'", 'country = "it\'s ""so"""'),
        ("bought_product 'p' in last 90 days", 'bought_product "p" in last 90 days'),
    ],
)
def test_a_rule_has_one_way_to_be_written(text, canonical):
    """`and` binds closer than `or`."""
    assert written(parse(text)) == canonical
    assert parse(canonical) == parse(text)


def test_a_changed_rule_has_another_version():
    """Also where only a segment that it names was changed; its description does not count."""
    before = segments_of({"a": {"rule": "orders > 1"}, "b": {"rule": 'in segment "a"'}})
    after = segments_of({"a": {"rule": "orders > 2"}, "b": {"rule": 'in segment "a"'}})
    told = segments_of(
        {"b": {"rule": "in segment 'a'", "description": "x"}, "a": {"rule": {"all": ["orders>1"]}}}
    )
    assert before["a"].version != after["a"].version
    assert before["b"].version != after["b"].version
    assert (told["a"].version, told["b"].version) == (before["a"].version, before["b"].version)


BARRED = ['gender = "f"', "birth_year > 1990", "years_old < 30", 'attribute "Género" = "x"',
          'attribute "customerAge" > 30', 'attribute "religion" is missing']  # fmt: skip


@pytest.mark.mission("G1")
@pytest.mark.parametrize("text", BARRED)
def test_gender_and_age_are_barred_from_prices_and_service(text, people):
    """Not in a group, a negation or a segment of segments either; reports and budgets may ask."""
    snapshot, _ = people
    segments = segments_of({"them": {"rule": text}, "via": {"rule": 'not in segment "them"'}})
    for asked in (text, f"not ({text})", f"orders >= 1 or {text}", 'in segment "via"'):
        rule = parse(asked, segments)
        for purpose in ("price", "service"):
            with pytest.raises(BadInput, match="may not decide on"):
                count(snapshot, rule, segments, purpose)
        for purpose in ("report", "budget", "marketing"):
            assert 0 <= count(snapshot, rule, segments, purpose) <= len(PEOPLE)


@pytest.mark.mission("G1")
def test_what_is_not_barred_may_decide_on_prices(people):
    """An attribute that only sounds a little alike may too."""
    snapshot, _ = people
    for text in ("orders >= 2", 'attribute "page" = "x"', 'attribute "message_count" > 1'):
        assert count(snapshot, parse(text), purpose="price") >= 0
