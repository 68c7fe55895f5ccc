"""Every query as PostgreSQL gets it, to be read and compared to the last character.

Renew with `pytest tests/store/test_golden.py --golden`, and read what changed before committing it.
"""

from pathlib import Path

import pytest
from tests.house.queries import PARAMETERS, QUERIES

from volver.store.dialect import render

FOLDER = Path(__file__).parent / "golden" / "postgres"


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_rendered_as_before(name, request):
    """sqlglot changes weekly; a new spelling is welcome, a new meaning is not."""
    path = FOLDER / f"{name}.sql"
    rendered = render(QUERIES[name], "postgres", PARAMETERS, pretty=True) + "\n"
    if request.config.getoption("--golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered, "utf-8")
    assert path.read_text("utf-8") == rendered


def test_no_golden_file_is_left_over(request):
    """A file without a query tells of one that is gone."""
    left = [path for path in FOLDER.glob("*.sql") if path.stem not in QUERIES]
    if request.config.getoption("--golden"):
        for path in left:
            path.unlink()
    else:
        assert left == []
