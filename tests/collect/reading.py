"""Read a file to its end in a test, and count on the way."""

from pathlib import Path
from typing import Any

from volver.collect.source import Malformed, ReadOptions, Source, open_source

MESSY = Path(__file__).parent.parent / "data" / "messy"

Rows = list[tuple[int, list[str]]]


def rows_of(source: Source) -> Rows:
    """All rows with their lines, in the file's order; nothing may be missing at any moment."""
    rows: Rows = []
    names = ["line", *(f"c{position}" for position in range(len(source.layout.columns)))]
    for batch in source.batches():
        assert batch.schema.names == names
        line, *columns = (column.to_pylist() for column in batch.columns)
        rows += zip(line, map(list, zip(*columns, strict=True)), strict=True)
    assert source.rows_in == len(rows) + len(source.malformed)
    return sorted(rows)


def read(path: Path, **options: Any) -> tuple[Source, Rows]:
    """Open a file and read it to its end."""
    source = open_source(path, ReadOptions(**options))
    return source, rows_of(source)


def written(folder: Path, content: str | bytes, name: str = "orders.csv") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def told(found: list[Malformed]) -> list[tuple[int, str]]:
    """Lines and rules of what was rejected."""
    return [(each.line, each.rule) for each in found]
