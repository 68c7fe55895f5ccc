"""Change one table of a TOML file and nothing else: comments, order and blanks are a person's.

A table is found by its header, `[segments.best]`, and ends where the next header begins. What
stands in the file in another form is not touched; whoever calls reads the new text and checks that
it says what it should.
"""

import re
import tomllib
from collections.abc import Sequence

_HEADER = re.compile(r"^[ \t]*\[[^\[\]].*\]", re.MULTILINE)
_ANY_HEADER = re.compile(r"^[ \t]*\[.*\]", re.MULTILINE)


def with_table(text: str, names: Sequence[str], block: str) -> str:
    """The text with a table in the place of the one of that name, or behind everything.

    block: header and lines, as TOML.
    """
    place = _place(text, names)
    if place is None:
        return f"{text.rstrip()}\n\n{block.strip()}\n" if text.strip() else f"{block.strip()}\n"
    start, end = place
    tail = text[end:]
    return f"{text[:start]}{block.strip()}\n" + (f"\n{tail.lstrip()}" if tail.strip() else "")


def without_table(text: str, names: Sequence[str]) -> str:
    """The text without the table of that name; as it is where there is none under a header."""
    place = _place(text, names)
    if place is None:
        return text
    start, end = place
    tail = text[end:].lstrip()
    return f"{text[:start].rstrip()}\n" + (f"\n{tail}" if tail else "")


def _place(text: str, names: Sequence[str]) -> tuple[int, int] | None:
    """From the header to where the comments before the next one begin."""
    for header in _HEADER.finditer(text):
        if _is(header[0], names):
            following = _ANY_HEADER.search(text, header.end())
            end = len(text) if following is None else following.start()
            return header.start(), _before_comments(text, header.end(), end)
    return None


def _before_comments(text: str, start: int, end: int) -> int:
    """Comments right above the next header belong to it."""
    lines = text[start:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        end -= len(lines.pop())
    return end


def _is(header: str, names: Sequence[str]) -> bool:
    try:
        found = tomllib.loads(header)
    except tomllib.TOMLDecodeError:
        return False  # within a text of several lines
    for name in names:
        if not isinstance(found, dict) or list(found) != [name]:
            return False
        found = found[name]
    return found == {}
