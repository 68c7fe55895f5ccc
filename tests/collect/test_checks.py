"""The catalogue of rules: everything that a rejection may be called stands in it."""

import re
from pathlib import Path

import pytest

import volver.collect
from volver.collect.checks import RULES, rule

SOURCES = sorted(Path(volver.collect.__path__[0]).rglob("*.py"))
NAMED = re.compile(r"""['"]([a-z]+_[a-z_]+):[a-z{]""")
"""rule:field, as the queries name a rule."""
OF_THE_READER = re.compile(
    r'(?:Split\(1, \[\], |broken=|rule, detail = |_malformed\(line, number, )"([a-z_]+)"'
)


def test_every_rule_that_a_query_or_a_reader_names_is_in_the_catalogue() -> None:
    """A rejection without a sentence would leave a person alone with a word."""
    texts = [path.read_text("utf-8") for path in SOURCES]
    named = {name for text in texts for name in NAMED.findall(text)}
    named |= {name for text in texts for name in OF_THE_READER.findall(text)}
    assert len(named) > 20
    assert named <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_is_wrong_and_what_to_do(name: str) -> None:
    """One sentence without its end, since a value follows it; and one whole sentence."""
    assert not RULES[name].says.endswith(".")
    assert RULES[name].advice.endswith(".")


def test_a_rule_nobody_knows_is_still_a_fault() -> None:
    """A file of an older volver may hold a name that is gone."""
    assert rule("some_old_rule").is_fault
