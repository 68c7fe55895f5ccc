"""Each business once, small."""

import pytest
from tests.worlds.made import NAMES, made


@pytest.fixture(scope="session", params=NAMES)
def files(request, tmp_path_factory):
    """The files of one of the three: 3,000 customers."""
    return made(request.param, 3_000, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The files of a business by its name, large enough for shares: 25,000 customers."""
    known = {}

    def of(name: str):
        if name not in known:
            known[name] = made(name, 25_000, tmp_path_factory.mktemp(name))
        return known[name]

    return of
