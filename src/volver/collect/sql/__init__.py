"""The statements of this room, one file each, and how values get into them safely."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files


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


def listed(texts: Iterable[str]) -> str:
    """Texts for the right side of IN; no text matches where there are none.

    >>> print(listed(["a", "b"]), listed([]))
    ('a', 'b') (NULL)
    """
    return "(" + (", ".join(literal(text) for text in texts) or "NULL") + ")"


@cache
def _text(name: str) -> str:
    return files("volver.collect.sql").joinpath(f"{name}.sql").read_text("utf-8").strip()


def statement(name: str, **parts: str) -> str:
    """One statement of this folder with its /* parts */ put in."""
    text = _text(name)
    for part, sql in parts.items():
        text = text.replace(f"/* {part} */", sql)
    return text
