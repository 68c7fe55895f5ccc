"""One value of volver.toml is changed, and all else stays as a person wrote it."""

import tomllib

import pytest

from volver.store.toml_text import with_value

TEXT = """\
# Ours
language = "es"

[economics]  # money
# Agreed with Ana.
margin_rate = 0.4  # of 2026 # really
rates = [
  1,  # one
  2,
]
# currency =

[[sources]]
file = "orders.csv"
margin_rate = 7
"""


def test_a_value_is_changed_in_its_line() -> None:
    """With the remark behind it, and no other line."""
    found = with_value(TEXT, "economics", "margin_rate", "0.3")
    assert found == TEXT.replace("= 0.4 ", "= 0.3 ")


def test_a_value_is_taken_out_and_put_back() -> None:
    """An empty line of the key keeps its place."""
    gone = with_value(TEXT, "economics", "margin_rate", None)
    assert "# margin_rate =  # of 2026 # really\n" in gone
    assert "margin_rate" not in tomllib.loads(gone)["economics"]
    assert with_value(gone, "economics", "margin_rate", None) == gone
    assert with_value(gone, "economics", "margin_rate", "0.4") == TEXT
    back = with_value(TEXT, "economics", "currency", '"EUR"')
    assert back == TEXT.replace("# currency =", 'currency = "EUR"')
    assert with_value(back, "economics", "currency", None) == TEXT


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_value_of_several_lines_and_one_that_is_new(ending: str) -> None:
    """All of the old lines go; a new one stands right under its header, or under one of its own."""
    text = TEXT.replace("\n", ending)
    shorter = with_value(text, "economics", "rates", "[3]")
    assert tomllib.loads(shorter)["economics"]["rates"] == [3]
    assert "# one" not in shorter
    new = with_value(text, "economics", "time_zone", '"UTC"')
    assert tomllib.loads(new)["economics"]["time_zone"] == "UTC"
    other = with_value(text, "forecast", "horizon", '"6m"')
    assert tomllib.loads(other)["forecast"] == {"horizon": "6m"}
    assert tomllib.loads(other)["sources"] == tomllib.loads(text)["sources"]
    assert with_value(text, "forecast", "horizon", None) == text
    assert tomllib.loads(with_value("", "a", "b", "1")) == {"a": {"b": 1}}


@pytest.mark.parametrize(
    "text", ["[economics]", "[economics]\n", "[economics]\n\n[other]\nx = 1\n"]
)
def test_an_empty_table_takes_one(text: str) -> None:
    """However its header ends."""
    found = with_value(text, "economics", "margin_rate", "0.3")
    assert tomllib.loads(found)["economics"] == {"margin_rate": 0.3}
