"""Names of tables as a person writes them in volver.toml."""

import difflib
import re
from collections.abc import Sequence

from volver.domain.errors import BadInput, NotFound

_PART = re.compile(r'"(?:[^"]|"")+"|[^."]+')
OURS = "made by volver"
"""The comment on a table that volver may put another in the place of."""
MOST_PARTS = 3
SHOWN = 12


def parts(table: str) -> list[str]:
    """The parts of a name, each without its quotes.

    >>> parts('shop."Order lines"')
    ['shop', 'Order lines']
    """
    found = _PART.findall(table)
    if not found or ".".join(found) != table or len(found) > MOST_PARTS:
        raise BadInput(
            what=f"{table[:80]!r} is not the name of a table",
            where="table",
            next_step='Write it as orders, shop.orders or shop."Order lines".',
        )
    return [part[1:-1].replace('""', '"') if part[0] == '"' else part for part in found]


def quoted(table: str) -> str:
    """A name as our SQL writes it, every part in quotes.

    >>> quoted("shop.orders")
    '"shop"."orders"'
    """
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts(table))


def not_there(table: str, known: Sequence[str]) -> NotFound:
    """There is no such table; says which there are, the most alike first."""
    alike = difflib.get_close_matches(table.lower(), known, n=3, cutoff=0.4)
    shown = [*alike, *(name for name in known if name not in alike)][:SHOWN]
    return NotFound(
        what=f"There is no table {table[:80]}, or this user may not see it",
        where="table",
        next_step=f"Name one of these: {', '.join(shown)}."
        if shown
        else "Ask for the right to read it: GRANT SELECT ON the table TO this user.",
    )


def not_ours(table: str) -> BadInput:
    """Results would take the place of what somebody else keeps."""
    return BadInput(
        what=f"{table} is there already, and volver did not make it",
        where="table",
        next_step="Name another table for the results, or drop this one.",
    )
