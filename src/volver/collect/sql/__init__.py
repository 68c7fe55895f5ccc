"""The statements of this room, one file each, and how values get into them safely."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_PART = re.compile(r"/\* (\w+) \*/")


def literal(text: str) -> str:
    """A text as SQL writes it; a file's own words enter a statement in no other way.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A column's name as SQL writes it, whatever is in it.

    >>> print(identifier("Unit Price"))
    "Unit Price"
    """
    return '"' + name.replace('"', '""') + '"'


def one_of(sql: str, texts: Iterable[str]) -> str:
    """SQL: whether a text is one of a few; NULL for NULL.

    Not IN: the engine makes a join of a long IN, which is then computed for every row, even where
    it stands in a branch of CASE that few rows reach.

    >>> print(one_of("word", ["n/a", "none"]))
    regexp_full_match(word, 'n/a|none')
    """
    return f"regexp_full_match({sql}, {literal('|'.join(re.escape(text) for text in texts))})"


@cache
def _text(name: str) -> str:
    return files("volver.collect.sql").joinpath(f"{name}.sql").read_text("utf-8").strip()


def statement(name: str, **parts: str) -> str:
    """One statement of this folder with its /* parts */ put in.

    In one go: what is put in may come from a file's header, and is not looked at again.
    """
    return _PART.sub(lambda found: parts[found[1]], _text(name))
