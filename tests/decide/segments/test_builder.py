"""A rule and its lines in a form are the same rule; what a form says is checked line by line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.segments.people import conditions, rules

from volver.decide.segments.builder import (
    MOST_GROUPS,
    MOST_LINES,
    Form,
    Group,
    Line,
    form_of,
    operators_of,
    read,
)
from volver.decide.segments.parse import parse
from volver.decide.segments.write import written
from volver.domain.errors import BadInput
from volver.domain.segment import All, AnyOf, InSegment, Not
from volver.domain.segment_fields import FIELDS

SEGMENTS = ("best", 'of "search", late')
QUICK = settings(max_examples=150, deadline=None)


def of_two_levels():
    """Rules that a form shows: groups of conditions, each of them negated as a whole or not."""
    leaf = conditions() | st.builds(InSegment, st.sampled_from(SEGMENTS))
    some = st.lists(leaf, min_size=2, max_size=4).map(tuple)
    group = leaf | st.builds(All, some) | st.builds(AnyOf, some)
    group |= st.builds(Not, leaf) | st.builds(Not, st.builds(AnyOf, some))
    many = st.lists(group, min_size=2, max_size=4).map(tuple)
    return group | st.builds(All, many) | st.builds(AnyOf, many)


def is_plain(rule):
    """Whether no attribute is compared with a text that reads like a number, as "3" does."""
    return "attribute" not in str(rule) or not any(f"'{n}'" in str(rule) for n in ("3", "12.5"))


@given(rule=of_two_levels().filter(is_plain))
@QUICK
def test_from_a_rule_to_a_form_to_text_and_back(rule):
    """The same rule at every step."""
    form = form_of(rule)
    assert form is not None
    again = read(form, SEGMENTS).rule
    assert again == rule
    assert parse(written(again), SEGMENTS) == rule
    assert form_of(parse(written(rule), SEGMENTS)) == form


@given(rule=rules(*SEGMENTS))
@QUICK
def test_a_form_never_shows_another_rule(rule):
    """What it cannot show, it does not."""
    form = form_of(rule)
    assert form is None or read(form, SEGMENTS).rule == rule


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (Line("orders", ">=", "three"), "is no value for orders"),
        (Line("orders", ">=", ""), "is no value for orders"),
        (Line("orders", "is true"), "cannot be asked with"),
        (Line("oders", ">=", "3"), "do not know the field"),
        (Line("p_alive", ">", "50"), "lies between 0 and 1"),
        (Line("first_order", "<", "2024-02-30"), "is no value for first_order"),
        (Line("bought_product", "is true"), "does not say of what"),
        (Line("orders", ">=", "3", days="0"), "is not a number of days"),
        (Line("orders", ">=", "3", days="-"), "is not a number of days"),
        (Line("value_class", "=", "king"), "is never"),
        (Line("channel", "in", '"a'), "is no list of values"),
        (Line("segment", "is", "nobody"), "no segment called"),
        (Line("segment", "in", "best"), "cannot be asked with"),
    ],
)
def test_what_is_wrong_is_said_of_its_line(line, what):
    """And of no other."""
    good = Line("orders", ">=", "3")
    found = read(Form("all", (Group("all", (good,)), Group("any", (good, line)))), SEGMENTS)
    assert found.rule is None
    assert list(found.errors) == [(1, 1)]
    assert what in found.errors[1, 1].what
    assert found.errors[1, 1].next_step


def test_lines_that_say_nothing_are_passed_over():
    """But a form of nothing else means nobody, and says so."""
    blank, good = Line(), Line("orders", ">=", "3")
    assert read(Form("all", (Group("any", (blank, good)), Group()))).rule == parse("orders >= 3")
    with pytest.raises(BadInput, match="means nobody"):
        read(Form())


def test_no_other_way_to_join():
    """Who changes the page by hand learns what there is."""
    with pytest.raises(BadInput, match="not joined by"):
        read(Form("all", (Group("xor", (Line("orders", ">=", "3"),)),)))


def test_each_field_has_operators():
    """Of which the rule language knows every one."""
    assert all(operators_of(one.name) for one in FIELDS)
    assert operators_of("no such field") == ()


def test_what_is_too_long_for_a_form_stays_a_text():
    """A form that left out a line would say something else."""
    for many in (MOST_LINES, MOST_LINES + 1):
        rule = parse(" or ".join(f"orders = {n}" for n in range(many)))
        assert (form_of(rule) is None) == (many > MOST_LINES)
    groups = " and ".join(f"(orders = {n} or value > {n})" for n in range(MOST_GROUPS + 1))
    assert form_of(parse(groups)) is None
    texts = ", ".join(f"'{n:0200}'" for n in range(45))
    assert form_of(parse(f"country in ({texts})")) is not None
    assert form_of(AnyOf(tuple(parse(f"country in ({texts})") for _ in range(2)))) is None
