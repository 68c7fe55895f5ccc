"""Every query as each engine gets it, to be read and compared to the last character.

Renew with `pytest tests/store/test_golden.py --golden`, and read what changed before committing it.
"""

from pathlib import Path
from typing import get_args

import pytest
from tests.house.queries import PARAMETERS, QUERIES

from volver.store.dialect import render
from volver.store.engine import Dialect

FOLDER = Path(__file__).parent / "golden"
DIALECTS = [dialect for dialect in get_args(Dialect) if dialect != "duckdb"]
"""DuckDB is given our SQL as it stands."""


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_rendered_as_before(name, dialect, request):
    """sqlglot changes weekly; a new spelling is welcome, a new meaning is not."""
    path = FOLDER / dialect / f"{name}.sql"
    rendered = render(QUERIES[name], dialect, PARAMETERS, pretty=True) + "\n"
    if request.config.getoption("--golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered, "utf-8")
    assert path.read_text("utf-8") == rendered


def test_no_golden_file_is_left_over(request):
    """A file without a query, or of no dialect of ours, tells of one that is gone."""
    wanted = {FOLDER / dialect / f"{name}.sql" for dialect in DIALECTS for name in QUERIES}
    left = sorted(set(FOLDER.glob("*/*")) - wanted)
    if request.config.getoption("--golden"):
        for path in left:
            path.unlink()
    else:
        assert left == []
