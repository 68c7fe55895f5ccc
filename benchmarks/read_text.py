"""What volver's reader does with a big file of text.

    python read_text.py rows FILE.csv      every record split into its fields, then let go
    python read_text.py tables FILE.csv    every record typed, checked and kept in the engine

Prints as JSON how many records there were and how many were set aside.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2025, 1, 1, tzinfo=UTC)
COLUMNS = {"customer": "customer_id", "date": "date", "amount": "amount"}


def read_rows(path: Path) -> dict[str, int]:
    """Split the records into fields."""
    from volver.collect.source import ReadOptions, open_source

    source = open_source(path, ReadOptions())
    handed_out = sum(len(batch) for batch in source.batches())
    return {"rows_in": source.rows_in, "set_aside": source.rows_in - handed_out}


def read_tables(path: Path) -> dict[str, int]:
    """Load the records as a run would, into tables of this process."""
    from volver.collect.load import load
    from volver.collect.mapping import Mapping
    from volver.store import open_engine

    report = load(open_engine(), path, Mapping.from_dict({"columns": COLUMNS}), now=NOW)
    return {"rows_in": report.rows_in, "set_aside": report.rejected}


if __name__ == "__main__":
    read = {"rows": read_rows, "tables": read_tables}[sys.argv[1]]
    print(json.dumps(read(Path(sys.argv[2]))))
