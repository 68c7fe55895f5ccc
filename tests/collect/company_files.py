"""Files of what is known besides orders, loaded as a test writes them."""

from pathlib import Path
from typing import Any

from tests.collect.loading import LIMITLESS, NOW

from volver.collect.company.load import load_company
from volver.collect.company.mapping import CompanyMapping
from volver.collect.report import LoadOptions, LoadReport
from volver.store.engine import Embedded


def load_file(engine: Embedded, path: Path, kind: str, **said: Any) -> LoadReport:
    """Load a file as a kind; what is no option is of the mapping."""
    wanted = LoadOptions(
        keep=True,
        currency=said.pop("currency", None),
        drop_repeats=said.pop("drop_repeats", False),
        max_rejected_share=said.pop("max_rejected_share", LIMITLESS),
    )
    beside = said.pop("beside", ())
    return load_company(engine, path, CompanyMapping(kind, **said), wanted, now=NOW, beside=beside)


def load_text(engine: Embedded, folder: Path, kind: str, text: str, **said: Any) -> LoadReport:
    """Load a text as a file; `name` is its name."""
    path = folder / said.pop("name", f"{kind}.csv")
    path.write_text(text, "utf-8")
    return load_file(engine, path, kind, **said)


def records(engine: Embedded, kind: str, columns: str) -> list[Any]:
    """Columns of the records, in the order of the file."""
    return engine.rows(f"SELECT {columns} FROM {kind}_records ORDER BY load_id, line, {columns}")
