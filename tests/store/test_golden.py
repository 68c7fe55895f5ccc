"""Every query as each engine gets it, to be read and compared to the last character.

Renew with `pytest tests/store/test_golden.py --golden`, and read what changed before committing it.
"""

from pathlib import Path
from typing import get_args

import pytest
from sqlglot import exp, parse_one
from tests.house.queries import PARAMETERS, QUERIES

from volver.store.dialect import render
from volver.store.engine import Dialect, Rendered

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "golden"
DIALECTS = [name for name in (*get_args(Dialect), *get_args(Rendered)) if name != "duckdb"]
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


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_in_words_that_its_dialect_reads(name, dialect):
    """As one query, with no macro and no parameter left, that is written again as it stands."""
    text = (FOLDER / dialect / f"{name}.sql").read_text("utf-8")
    tree = parse_one(text, read=dialect)
    assert isinstance(tree, exp.Query)
    assert not tree.find(exp.Placeholder, exp.Parameter)
    assert not any(call.name.lower().startswith("v_") for call in tree.find_all(exp.Anonymous))
    assert tree.sql(dialect, pretty=True) + "\n" == text


def test_no_golden_file_is_left_over(request):
    """A file without a query, or of no dialect of ours, tells of one that is gone."""
    wanted = {FOLDER / dialect / f"{name}.sql" for dialect in DIALECTS for name in QUERIES}
    left = sorted(set(FOLDER.glob("*/*")) - wanted)
    if request.config.getoption("--golden"):
        for path in left:
            path.unlink()
    else:
        assert left == []
