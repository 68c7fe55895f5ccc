"""Where each field of a source stands: as stated, as guessed by name, or the same for every row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from volver.collect.bind import Bound, bind_column, twins
from volver.collect.company.fields import DATES, NUMBERS, Field, Kind
from volver.collect.company.kinds import KINDS
from volver.collect.company.mapping import CompanyMapping
from volver.collect.guess import Guess, Sure, holds_dates, holds_numbers
from volver.collect.mapping import shown_names
from volver.collect.sql import literal
from volver.collect.stage import Raw
from volver.collect.synonyms import fit_to
from volver.domain.errors import BadInput

NEAR = 0.75
"""How well a name must fit to be taken without being told."""
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a source is read from."""

    fields: Mapping[str, Bound]
    attributes: Mapping[str, Bound]
    """By the attribute's name."""
    channels: Mapping[str, Bound]
    """By the channel's name."""
    twins: Mapping[str, Bound]
    """Fields whose column's name stands twice in the header, and the second column."""
    added: tuple[str, ...]
    """SQL of columns that follow those of the file."""
    guesses: tuple[Guess, ...]

    @property
    def columns(self) -> dict[str, Bound]:
        """Every column that is read, by the name under which rules name it."""
        wide = {
            bound.field: bound for bound in (*self.attributes.values(), *self.channels.values())
        }
        return {**self.fields, **wide}


def lay_out(raw: Raw, mapping: CompanyMapping) -> tuple[Layout, CompanyMapping]:
    """Find every column; the mapping comes back with what was guessed.

    Raises BadInput where a column, or a field that is needed, is missing.
    """
    guesses = _guess(raw, mapping)
    columns = {**mapping.columns, **{guess.field: guess.column for guess in guesses}}
    whole = replace(mapping, columns=columns)
    fields = {name: bind_column(name, column, raw) for name, column in columns.items()}
    doubled = twins(fields, raw)
    added: list[str] = []
    for name, text in mapping.always.items():
        fields[name] = _added(name, name, raw, added, literal(text))
    if "time" in fields and "opened" in fields:
        opened, time = fields["opened"], fields.pop("time")
        joined = f"concat_ws(' ', {_trimmed(opened)}, {_trimmed(time)})"
        fields["opened"] = _added("opened", opened.column, raw, added, joined)
    attributes = _wide("attributes", mapping.attributes, raw)
    channels = _wide("channels", mapping.channels, raw)
    layout = Layout(fields, attributes, channels, doubled, tuple(added), tuple(guesses))
    _check_complete(layout, whole, raw)
    return layout, whole


def kind_of(raw: Raw) -> CompanyMapping | None:
    """What a file besides orders holds, going by the names of its columns; None: nobody can tell.

    Conservative: of the kinds whose telling fields are all there, the one that explains most
    columns.
    """
    best: tuple[int, CompanyMapping] | None = None
    for kind in KINDS.values():
        guesses = _guess(raw, CompanyMapping(kind.name))
        sure = {guess.field for guess in guesses if guess.sure == "sure"}
        told = any(set(sign) <= sure for sign in kind.signs)
        if told and (best is None or len(guesses) > best[0]):
            columns = {guess.field: guess.column for guess in guesses}
            best = len(guesses), CompanyMapping(kind.name, columns=columns)
    return best[1] if best else None


def _added(name: str, column: str, raw: Raw, added: list[str], sql: str) -> Bound:
    added.append(sql)
    return Bound(name, column, len(raw.columns) + len(added) - 1, "text")


def _trimmed(bound: Bound) -> str:
    return f"NULLIF(trim(CAST({bound.sql} AS VARCHAR)), '')"


def _wide(table: str, columns: Mapping[str, str], raw: Raw) -> dict[str, Bound]:
    bound = {}
    for at, (name, column) in enumerate(columns.items()):
        found = bind_column(f"{table}.{name}", column, raw)
        bound[name] = replace(found, field=f"{table}_{at}")
    return bound


def _guess(raw: Raw, mapping: CompanyMapping) -> list[Guess]:
    """The best column for each open field, the closest names first."""
    closed = {*mapping.columns, *mapping.always}
    if mapping.channels:
        closed |= {"amount", "channel"}
    if mapping.attributes and mapping.kind == "attributes":
        closed |= {"name", "value"}
    taken = {*mapping.columns.values(), *mapping.attributes.values(), *mapping.channels.values()}
    ranked = sorted(
        (-score, at, place)
        for at, column in enumerate(raw.columns)
        for place, field in enumerate(mapping.holds.fields)
        if field.name not in closed
        and (score := fit_to(field.synonyms, column)) > NEAR
        and _fits(field, raw, at)
    )
    found: dict[str, Guess] = {}
    for score, at, place in ranked:
        name, column = mapping.holds.fields[place].name, raw.columns[at]
        if name not in found and column not in taken:
            taken.add(column)
            sure: Sure = "sure" if score < -SURE else "likely"
            found[name] = Guess(name, column, "its name says so", sure)
    if "started" in {*found, *mapping.columns}:
        for name in ("tenure_months", "left"):
            found.pop(name, None)  # the days say it
    return [found[name] for name in mapping.holds.names if name in found]


def _fits(field: Field, raw: Raw, at: int) -> bool:
    if field.type in DATES:
        return holds_dates(raw, at)
    return field.type not in NUMBERS or holds_numbers(raw, at)


def _check_complete(layout: Layout, mapping: CompanyMapping, raw: Raw) -> None:
    there, kind = set(layout.fields), mapping.holds
    if mapping.channels:
        there.add("amount")
        if "channel" in there:
            raise BadInput(
                what="Each channel has a column of its own, and channel has one as well",
                where="channels",
                next_step="Leave one of the two out.",
            )
    if kind.name == "attributes" and mapping.attributes:
        there |= {"name", "value"}
    for field in kind.fields:
        if field.needed and field.name not in there:
            raise _missing(field, kind, raw)
    if kind.name != "subscriptions":
        return
    if not there & {"started", "tenure_months"}:
        raise _missing(kind["started"], kind, raw)
    for name in ("tenure_months", "left"):
        if name in there and mapping.as_of is None:
            raise BadInput(
                what=f"{name} of {raw.source} says nothing without the day it was counted on",
                where="as_of",
                next_step='Say that day: as_of = "2026-01-31".',
            )


def _missing(field: Field, kind: Kind, raw: Raw) -> BadInput:
    step = f"Say which one it is under sources.columns: {field.name} = <column>."
    if field.choices:
        step = (
            f"Say which one it is under sources.columns; or what holds for every row, under"
            f" sources.always: {field.name} = {', '.join(field.choices)}."
        )
    return BadInput(
        what=f"No column of {raw.source} is mapped to {field.name} ({field.meaning})",
        where=f"{raw.source} has the columns: {shown_names(raw.columns)}",
        next_step=step,
    )
