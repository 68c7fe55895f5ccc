"""A shop's folder with one published run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.shop import AS_OF, write_shop

from volver.app.demo_business import make_business
from volver.app.published import PublishedRun
from volver.app.run import Published, run
from volver.app.workspace import Workspace
from volver.domain.ports import Quiet


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Published]:
    """The folder and what was published there; tests only look."""
    here = write_shop(tmp_path_factory.mktemp("shop"))
    return here, run(here, AS_OF, Quiet(), with_book=True)


@pytest.fixture(scope="session")
def made_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made shop of 300 customers with spend, contacts and a book; tests only look."""
    folder = tmp_path_factory.mktemp("made") / "shop"
    make_business("shop", 300, 1, folder, Quiet())
    run(Workspace.open(folder), None, Quiet(), with_book=True)
    return folder


@pytest.fixture(scope="session")
def opened(made_shop: Path) -> Iterator[PublishedRun]:
    """Its run, opened."""
    with PublishedRun.open(made_shop) as found:
        yield found
