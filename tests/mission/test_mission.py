"""The checklist is whole, and tests name only lines that it has."""

from tests.mission import covered, lines


def test_tests_name_lines_of_the_checklist():
    """A slip in an id would count a test for nothing."""
    assert set(covered()) <= set(lines())


def test_what_was_covered_stays_covered():
    """A line that loses its last test is a line that nobody holds any more."""
    held = ["G5", "K3", "K13"]
    assert set(held) <= set(covered())
