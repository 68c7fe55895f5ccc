"""A table that orders are read from, its mapped columns, and whether they will do."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from volver.collect.bind import Bound, bind, bind_column
from volver.collect.mapping import Mapping
from volver.collect.stage import Kind
from volver.domain.errors import BadInput
from volver.store.engine import Engine
from volver.store.engine import Kind as Held

MOMENTS = ("day", "time", "instant")
NUMBERS = ("whole", "decimal", "float")
NAMES = ("text", "whole")
NEEDED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("date", "changed"), MOMENTS),
    **dict.fromkeys(("amount", "quantity", "unit_price", "cost", "unit_cost"), NUMBERS),
    **dict.fromkeys(("customer", "order", "product", "category", "refund_of"), NAMES),
    **dict.fromkeys(("status", "currency"), ("text",)),
    "goods_back": ("truth",),
}
"""What a field's column may hold. A database has types; there is nothing to guess from text."""

CASTS = {
    MOMENTS: "CAST(... AS DATE)",
    NUMBERS: "CAST(... AS DECIMAL(18,4))",
    NAMES: "CAST(... AS TEXT)",
    ("text",): "CAST(... AS TEXT)",
    ("truth",): "CAST(... AS BOOLEAN)",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table and how its columns are read."""

    source: str
    """The name that a person gave."""
    relation: str
    """How queries name it."""
    mapping: Mapping
    fields: MappingType[str, Bound]
    changed: Bound | None = None
    """When a row was last written."""


@dataclass(frozen=True, slots=True)
class _Header:
    """What `bind` asks of a source."""

    source: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]


def look_at(engine: Engine, name: str, mapping: Mapping) -> Table:
    """The table of that name; raises BadInput where it or a column of it will not do."""
    relation = engine.relation(name)
    held = engine.describe(relation)
    header = _Header(name, tuple(held), tuple(map(_kind, held.values())))
    fields = bind(mapping, header)
    for bound in fields.values():
        _check(name, bound, held[bound.column])
    _check_mapping(name, mapping)
    changed = None
    if mapping.changed is not None:
        changed = bind_column("changed", mapping.changed, header)
        _check(name, changed, held[changed.column])
    return Table(name, relation, mapping, fields, changed)


def _kind(held: Held) -> Kind:
    match held:
        case "double":
            return "float"
        case "truth" | "other":
            return "text"
    return held


def _check(source: str, bound: Bound, held: Held) -> None:
    field, column = bound.field, bound.column
    needed = NEEDED.get(field)
    if needed is None:
        raise BadInput(
            what=f"{field} is not read from tables: a database keeps repeats out by itself",
            where=f"{source}, columns",
            next_step=f"Leave {field} out of the mapping.",
        )
    kind = "float" if held == "double" else held
    if kind not in needed:
        raise BadInput(
            what=f"The column {column} is of a type that does not serve for {field}",
            where=f"{source}, columns",
            next_step=f"Make a view of the table with {CASTS[needed]} AS {field}, and name the"
            " view.",
        )


def _check_mapping(source: str, mapping: Mapping) -> None:
    """What says how text is written has no sense for typed columns."""
    if mapping.groups:
        raise BadInput(
            what="Groups are not read from tables yet",
            where=f"{source}, groups",
            next_step="Leave groups out; or export the orders to a Parquet file.",
        )
    for key, value in (("date_format", mapping.date_format), ("decimal", mapping.decimal)):
        if value is not None:
            raise BadInput(
                what=f"{key} says how text is written, and a table has types",
                where=f"{source}, {key}",
                next_step=f"Leave {key} out.",
            )
