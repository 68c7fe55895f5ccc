"""Tie the fields of a mapping to the staged columns."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from volver.collect.mapping import FIELDS, Mapping, position, shown_names
from volver.collect.stage import Kind
from volver.domain.errors import BadInput

REQUIRED = ("customer", "date")


@dataclass(frozen=True, slots=True)
class Bound:
    """One field, the column it comes from, and how that column is held."""

    field: str
    column: str
    """The column's name in the source."""
    at: int
    """Where the column stands, from 0."""
    kind: Kind

    @property
    def sql(self) -> str:
        """The column as queries name it."""
        return f"c{self.at}"

    @property
    def is_text(self) -> bool:
        """Whether the values still have to be read."""
        return self.kind == "text"

    @property
    def is_number(self) -> bool:
        """Whether the values are held as numbers."""
        return self.kind in ("whole", "decimal", "float")


Fields = MappingType[str, Bound]


class Header(Protocol):
    """What is asked of a source here: its name, and the names and kinds of its columns."""

    @property
    def source(self) -> str:
        """What a person calls it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names in order."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """How each column is held."""


def bind(mapping: Mapping, raw: Header) -> dict[str, Bound]:
    """The mapped fields of a source; raises BadInput where one that is needed is missing."""
    bound = {field: bind_column(field, column, raw) for field, column in mapping.columns.items()}
    _check_complete(bound, raw)
    return bound


def bind_column(field: str, column: str, raw: Header) -> Bound:
    """One field and its column; raises BadInput where there is no such column."""
    at = position(column, raw.columns)
    if at is None:
        raise _no_such_column(field, column, raw)
    return Bound(field, raw.columns[at], at, raw.kinds[at])


def bind_groups(mapping: Mapping, raw: Header) -> dict[str, Bound]:
    """The columns that customers are grouped by; raises BadInput where one is missing."""
    bound = {}
    for name, column in mapping.groups.items():
        at = position(column, raw.columns)
        if at is None:
            near = get_close_matches(column, raw.columns, n=3, cutoff=0.4)
            raise BadInput(
                what=f"{raw.source} has no column {column[:80]!r}, which customers are grouped by",
                where=f"{raw.source} has the columns: {shown_names(raw.columns)}",
                next_step=f"Correct the group. Nearest: {', '.join(near)}."
                if near
                else "Correct the group, or leave it out.",
            )
        bound[name] = Bound(name, raw.columns[at], at, raw.kinds[at])
    return bound


def twins(bound: Fields, raw: Header) -> dict[str, Bound]:
    """The fields whose column's name stands twice in the header, with the second column."""
    found = {}
    for field, first in bound.items():
        again = [
            at for at, name in enumerate(raw.columns) if name == first.column and at > first.at
        ]
        if again:
            found[field] = Bound(field, first.column, again[0], raw.kinds[again[0]])
    return found


def _check_complete(bound: MappingType[str, Bound], raw: Header) -> None:
    for field in REQUIRED:
        if field not in bound:
            raise missing(field, raw)
    if "amount" not in bound:
        pieces = [field for field in ("quantity", "unit_price") if field not in bound]
        if len(pieces) == 2:
            raise missing("amount", raw)
        if pieces:
            raise missing(pieces[0], raw)
    if "unit_cost" in bound and "cost" not in bound and "quantity" not in bound:
        raise missing("quantity", raw)


def missing(field: str, raw: Header) -> BadInput:
    """A field that is needed and that no column is mapped to."""
    near = get_close_matches(field, [c.lower() for c in raw.columns], n=3, cutoff=0.4)
    return BadInput(
        what=f"No column of {raw.source} is mapped to {field} ({FIELDS[field]})",
        where=f"{raw.source} has the columns: {shown_names(raw.columns)}",
        next_step=f"Say which one it is: --map {field}=<column>, or in volver.toml."
        f" Nearest: {', '.join(near)}."
        if near
        else f"Say which one it is: --map {field}=<column>, or in volver.toml.",
    )


def _no_such_column(field: str, column: str, raw: Header) -> BadInput:
    near = get_close_matches(column, raw.columns, n=3, cutoff=0.4)
    return BadInput(
        what=f"{raw.source} has no column {column[:80]!r}, which is mapped to {field}",
        where=f"{raw.source} has the columns: {shown_names(raw.columns)}",
        next_step=f"Correct the mapping: --map {field}=<column>, or in volver.toml."
        f" Nearest: {', '.join(near)}."
        if near
        else f"Correct the mapping: --map {field}=<column>, or in volver.toml.",
    )
