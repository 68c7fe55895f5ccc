"""Look at a folder of files, guess what their columns mean, write a commented volver.toml."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from volver.app import clock
from volver.app.workspace import FILE, toml_text
from volver.collect.company.layout import kind_of
from volver.collect.company.load import load_company
from volver.collect.company.mapping import CompanyMapping
from volver.collect.files.layout import ReadOptions
from volver.collect.load import load
from volver.collect.report import LoadOptions, LoadReport
from volver.collect.source import open_source
from volver.collect.stage import stage_file
from volver.domain.errors import BadInput, VolverError
from volver.domain.settings import Settings
from volver.store import open_engine

KINDS = (".csv", ".tsv", ".txt", ".parquet", ".jsonl", ".ndjson", ".xlsx", ".xls", ".gz", ".zip")


@dataclass(frozen=True, slots=True)
class Setup:
    """What was found and what was written."""

    path: Path
    read: tuple[LoadReport, ...]
    skipped: tuple[tuple[str, str], ...]
    """Files that are no orders, or need an answer first, and why."""

    @property
    def lines(self) -> list[str]:
        """For people."""
        said = []
        for one in self.read:
            columns = ", ".join(f"{k} = {v}" for k, v in one.mapping.columns.items())
            kind = "" if one.kind == "orders" else f" of {one.kind}"
            said += [f"{one.source}: {one.rows_in} rows{kind}; {columns}"]
        said += [f"{name}: left out. {why}" for name, why in self.skipped]
        return [*said, f"Wrote {self.path}. Read it, correct it, then: volver run"]

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "written": str(self.path),
            "sources": [
                {"file": one.source, "rows": one.rows_in, **one.mapping.to_dict()}
                for one in self.read
            ],
            "left_out": [{"file": name, "why": why} for name, why in self.skipped],
        }


def setup(folder: Path, replace_file: bool) -> Setup:
    """Guess a mapping for each file of the folder and write volver.toml beside them."""
    path = folder / FILE
    if path.exists() and not replace_file:
        raise BadInput(
            what=f"There is a {FILE} here already",
            where=FILE,
            next_step="Edit it, or add --force to write a new one over it.",
        )
    read: list[LoadReport] = []
    skipped: list[tuple[str, str]] = []
    for file in _files(folder):
        try:
            read.append(_read(file))
        except VolverError as error:
            skipped.append((file.name, f"{error.what}. {error.next_step}"))
    if not any(one.kind == "orders" for one in read):
        raise BadInput(
            what="No file here could be read as orders",
            where="\n".join(f"{name}: {why}" for name, why in skipped) or folder.name,
            next_step="Put a file with customers, dates and amounts here, or answer what is asked.",
        )
    path.write_text(_text(read), "utf-8")
    return Setup(path, tuple(read), tuple(skipped))


def _read(file: Path) -> LoadReport:
    """Orders where they can be; else what else the columns name plainly."""
    wanted = LoadOptions(max_rejected_share=1.0)
    with closing(open_engine()) as engine:
        other = kind_of(stage_file(engine, file, open_source(file, ReadOptions())))
        if other is None or "subscription" not in other.columns:
            try:
                return load(engine, file, options=wanted, now=clock.now())
            except VolverError:
                if other is None:
                    raise
        plain = CompanyMapping(other.kind)  # so that each guess is noted as one
        return load_company(engine, file, plain, wanted, now=clock.now())


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadInput(
            what=f"There is no folder called {folder.name}",
            where=str(folder.parent),
            next_step="Give the folder that holds the files of orders.",
        )
    return sorted(f for f in folder.iterdir() if f.is_file() and f.suffix.lower() in KINDS)


def _text(read: list[LoadReport]) -> str:
    found = Counter(one.currency for one in read if one.currency)
    settings = Settings()
    if found:
        settings = replace(settings, currency=found.most_common(1)[0][0])
    sources = {one.source: one.mapping.to_dict() for one in read}
    remarks = {one.source: tuple(note.text for note in one.notes) for one in read}
    return toml_text(settings, sources, remarks)
