"""A shop's folder with one published run."""

import pytest
from tests.app.shop import AS_OF, write_shop

from volver.app.run import Published, run
from volver.app.workspace import Workspace
from volver.domain.ports import Quiet


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Published]:
    """The folder and what was published there; tests only look."""
    here = write_shop(tmp_path_factory.mktemp("shop"))
    return here, run(here, AS_OF, Quiet(), with_book=True)
