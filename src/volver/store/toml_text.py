"""Change one table or one value of a TOML file, nothing else: comments and blanks are a person's.

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


def with_value(text: str, section: str, key: str, value: str | None) -> str:
    """The text with a value under `[section]`; what was written behind the old one stays.

    value: as TOML; None: there is none any more, and an empty line of the key says so.
    """
    said = f"# {key} =" if value is None else f"{key} = {value}"
    place = next((h for h in _HEADER.finditer(text) if _is(h[0], [section])), None)
    if place is None:
        whole = f"{text.rstrip()}\n\n" if text.strip() else ""
        return text if value is None else f"{whole}[{section}]\n{said}\n"
    following = _ANY_HEADER.search(text, place.end())
    end = len(text) if following is None else following.start()
    lines = text[place.end() : end].splitlines(keepends=True)
    held = _lines_of(lines, key)
    if held is None and value is None:
        return text
    if held is None:
        held = next((slice(n, n + 1) for n, line in enumerate(lines) if _is_empty(line, key)), None)
    if held is None:
        lines[:1] = [*(lines[:1] or ["\n"]), f"{said}\n"]
    else:
        lines[held] = [said + _behind("".join(lines[held]))]
    return text[: place.end()] + "".join(lines) + text[end:]


def _lines_of(lines: Sequence[str], key: str) -> slice | None:
    """The lines of a key and its value, which may take several."""
    begins = re.compile(
        rf"[ \t]*(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')[ \t]*="
    )
    for first, line in enumerate(lines):
        if begins.match(line):
            ends = range(first + 1, len(lines) + 1)
            return next((slice(first, n) for n in ends if _reads("".join(lines[first:n]))), None)
    return None


def _is_empty(line: str, key: str) -> bool:
    """Whether a line says that the key has no value."""
    return re.fullmatch(rf"[ \t]*#[ \t]*{re.escape(key)}[ \t]*=\s*(?:#.*)?\s*", line) is not None


def _behind(text: str) -> str:
    """What stands behind a value: a remark and the end of the line."""
    ending = text[len(text.rstrip("\r\n")) :]
    for mark in re.finditer("#", text):
        if text[: mark.start()].strip() and _reads(text[: mark.start()]) is not None:
            return f"  {text[mark.start() :].rstrip()}{ending}"
    return ending


def _reads(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


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
