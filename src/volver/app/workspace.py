"""One company's folder: volver.toml, the embedded database and the published runs."""

import json
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from volver.app import uploads
from volver.collect.company.mapping import CompanyMapping
from volver.collect.mapping import Mapping
from volver.decide.segments.plain import segments_of
from volver.domain.definition import stated
from volver.domain.errors import BadInput, NotFound
from volver.domain.segment import Segment
from volver.domain.settings import SETTINGS, Settings, from_toml
from volver.store.engine import is_path
from volver.store.publish import Runs

FILE = "volver.toml"
READING = {"delimiter": str, "encoding": str, "sheet": str, "member": str, "header": bool}
"""What a source may say about how its file is written, and the kind of value it takes."""
CATALOGUE = "spark.sql.catalog"
"""What an address of Spark says where its tables outlive it."""
LOGGED = Path(".volver", "logged", "volver-contacts.csv")
"""What people have noted down on the pages; every run reads it beside the files that are named."""
LOGGED_MAPPING = {
    "kind": "interactions",
    "columns": {
        "interaction": "id",
        **{name: name for name in (
            "customer", "opened", "channel", "direction", "type", "complaint", "resolved", "agent",
            "outcome", "promise", "promise_due", "next_contact", "product",
        )},
    },
}  # fmt: skip
"""How that file is read: see `app.logged`."""
EXPECTED = {str: "a text in double quotes", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as volver.toml describes it."""

    path: Path
    mapping: MappingType[str, Any]
    reading: MappingType[str, Any]
    kind: str = "orders"
    replaces: bool = False
    """Whether it takes the place of an earlier file of its name; of orders alone: others do."""

    @classmethod
    def given(cls, folder: Path, upload: uploads.Upload) -> "SourceFile":
        """A file that somebody gave on a page, whose columns are guessed."""
        mapping = {} if upload.kind == "orders" else {"kind": upload.kind}
        return cls(uploads.path_of(folder, upload), mapping, {}, upload.kind, replaces=True)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table, or files of Parquet, that the engine of the settings reads in place."""

    name: str
    mapping: MappingType[str, Any]
    kind: str = "orders"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a company's settings, orders and runs live. It carries; it does not do."""

    folder: Path
    settings: Settings
    sources: tuple[SourceFile, ...]
    """Files of orders."""
    tables: tuple[SourceTable, ...] = ()
    """Tables of orders."""
    company: tuple[SourceFile, ...] = ()
    """Files of what is known besides orders."""
    segments: MappingType[str, Segment] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    """The settings that volver.toml states, by name."""

    @classmethod
    def open(cls, folder: Path) -> "Workspace":
        """Read volver.toml; every mistake in it is named with its key."""
        path = folder / FILE
        if not path.is_file():
            raise NotFound(
                what=f"There is no {FILE} here",
                where=folder.name or str(folder),
                next_step="Run: volver init FOLDER   (it looks at the files and writes one)",
            )
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadInput(
                what=f"{FILE} cannot be read",
                where=f"{FILE} ({error})",
                next_step="Mend that line; text stands in double quotes.",
            ) from None
        segments = segments_of(tables.pop("segments", {}), f"{FILE}, segments")
        settings = from_toml(tables, FILE)
        found = [_source(folder, entry) for entry in _list(tables.get("sources", []))]
        stated_files = (source for source in found if isinstance(source, SourceFile))
        given = (SourceFile.given(folder, one) for one in uploads.sources(folder))
        files = (*stated_files, *given)
        named = tuple(source for source in found if isinstance(source, SourceTable))
        check_kinds(settings, files, named)
        return cls(
            folder,
            settings,
            sources=tuple(one for one in files if one.kind == "orders"),
            tables=named,
            company=(*(one for one in files if one.kind != "orders"), *_logged(folder, settings)),
            segments=segments,
            said=stated(tables),
        )

    @property
    def database(self) -> Path:
        """The embedded database; one process writes it at a time."""
        inside = self.folder / ".volver"
        inside.mkdir(exist_ok=True)
        return inside / "volver.duckdb"

    @property
    def runs(self) -> Runs:
        """The published runs, readable while another process writes."""
        return Runs(self.folder / ".volver" / "runs")


def _logged(folder: Path, settings: Settings) -> Iterator[SourceFile]:
    if settings.engine is None and (folder / LOGGED).is_file():
        yield SourceFile(folder / LOGGED, LOGGED_MAPPING, {}, "interactions")


def _list(entries: Any) -> list[Any]:
    return entries if isinstance(entries, list) else [entries]


def check_kinds(
    settings: Settings, files: tuple[SourceFile, ...], tables: tuple[SourceTable, ...]
) -> None:
    """Raise BadInput where sources and settings do not go together."""
    if tables and settings.engine is None:
        raise BadInput(
            what=f"The table {tables[0].name} has no database to be read from",
            where=f"{FILE}, engine",
            next_step='Write at the top: engine = "postgresql://USER@HOST/DATABASE"',
        )
    for table in tables:
        if table.kind != "orders":
            raise BadInput(
                what=f"{table.kind} are not read from tables yet",
                where=f"{FILE}, the source {table.name}",
                next_step="Read the orders from files as well, and export this table to a file.",
            )
    local = (settings.engine or "").startswith("spark:local")
    lasts = (
        settings.results is None
        or is_path(settings.results)
        or CATALOGUE in (settings.engine or "")
    )
    if local and not lasts:
        raise BadInput(
            what="Spark in this process forgets its tables when it ends",
            where=f"{FILE}, results",
            next_step='Put the values into a file: results = "values.parquet"; or name a lasting'
            " catalogue in the address of the engine.",
        )
    if files and settings.engine is not None:
        raise BadInput(
            what=f"The file {files[0].path.name} cannot be read by the engine",
            where=f"{FILE}, sources",
            next_step="Name a table of the engine instead, or leave engine out.",
        )
    if settings.results is not None and not tables:
        raise BadInput(
            what="Values are put back into the database of the orders, and these are files",
            where=f"{FILE}, results",
            next_step="Leave results out; the values are under .volver/runs.",
        )


def _source(folder: Path, entry: Any) -> SourceFile | SourceTable:
    if isinstance(entry, MappingType) and isinstance(entry.get("table"), str):
        rest = {key: value for key, value in entry.items() if key not in ("table", *_orders(entry))}
        _check_mapping(entry["table"], rest)
        return SourceTable(entry["table"], rest, str(rest.get("kind", "orders")))
    if not isinstance(entry, MappingType) or not isinstance(entry.get("file"), str):
        raise BadInput(
            what="A source needs the name of its file",
            where=f"{FILE}, sources",
            next_step='Write: [[sources]] and under it file = "orders.csv"',
        )
    file = entry["file"]
    known = ("file", *READING, *_orders(entry))
    rest = {key: value for key, value in entry.items() if key not in known}
    reading = {key: entry[key] for key in READING if key in entry}
    for key, value in reading.items():
        if not isinstance(value, READING[key]):
            raise BadInput(
                what=f"{str(value)[:40]!r} is not usable for {key}",
                where=f"{FILE}, the source {file}",
                next_step=f"Give {EXPECTED[READING[key]]}.",
            )
    _check_mapping(file, rest)
    if "changed" in rest:
        raise BadInput(
            what="changed is for tables: a file that was read is not read again",
            where=f"{FILE}, the source {file}",
            next_step="Leave changed out.",
        )
    return SourceFile(folder / file, rest, reading, str(rest.get("kind", "orders")))


def _orders(entry: MappingType[str, Any]) -> tuple[str, ...]:
    """The key that says what goes without saying."""
    return ("kind",) if entry.get("kind") == "orders" else ()


def _check_mapping(source: str, plain: MappingType[str, Any]) -> None:
    try:
        CompanyMapping.from_dict(plain) if "kind" in plain else Mapping.from_dict(plain)
    except BadInput as error:
        where = f"{FILE}, the source {source}: {error.where}"
        raise BadInput(error.what, where, error.next_step) from None


def toml_text(
    settings: Settings,
    sources: MappingType[str, MappingType[str, Any]],
    remarks: MappingType[str, tuple[str, ...]],
) -> str:
    """A commented volver.toml: every setting with its help, every source with its mapping.

    sources: file name to the plain mapping; remarks: file name to what was guessed and why.
    """
    lines = ["# What volver reads and how it counts. Change a line, then: volver run", ""]
    section = ""
    for setting in SETTINGS:
        if setting.section != section:
            section = setting.section
            lines += [f"[{section}]"]
        value = getattr(settings, setting.name)
        lines += [f"# {setting.help} ({setting.expects})"]
        text = f"{setting.name} = {toml(value)}"
        unset = value is None or value == {}
        lines += [f"# {setting.name} =" if unset else text, ""]
    for file, mapping in sources.items():
        lines += ["[[sources]]", f"file = {toml(file)}"]
        plain = {k: v for k, v in mapping.items() if not isinstance(v, MappingType)}
        tables = {k: v for k, v in mapping.items() if isinstance(v, MappingType)}
        lines += [f"{key} = {toml(value)}" for key, value in plain.items()]
        for name, table in tables.items():
            lines += [f"[sources.{name}]", *map(_comment, remarks.get(file, ()))]
            lines += [f"{toml_key(key)} = {toml(value)}" for key, value in table.items()]
        lines += [""]
    return "\n".join(lines)


def _comment(text: str) -> str:
    r"""One line, whatever a file has in it: what comes after a line break would be a setting.

    >>> _comment("Report\n[economics]")
    '# Report [economics]'
    """
    return "# " + "".join(c if c.isprintable() else " " for c in text)


def toml_key(key: str) -> str:
    """A name as TOML, bare where it can be."""
    return key if key.replace("_", "").isalnum() and key.isascii() else toml(key)


def toml(value: Any) -> str:
    r"""A value as TOML.

    >>> toml([{"name": "a", "ideal": {"web shop": 0.5}}])
    '[{name = "a", ideal = {"web shop" = 0.5}}]'
    """
    if isinstance(value, MappingType):
        return "{" + ", ".join(f"{toml_key(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    # A JSON string, number or truth value is also one of TOML.
    return json.dumps(value, ensure_ascii=False)
