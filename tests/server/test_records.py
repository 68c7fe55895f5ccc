"""Records in a real PostgreSQL: the same tests pass, and the trail never forks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.engines import postgres
from tests.contracts.engines.conftest import needed
from tests.contracts.engines.postgres import Postgres

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("records")]
WRITERS, ENTRIES = 6, 20
BEGIN = """
import sys
from pathlib import Path
from volver.server.serve import prepare
prepare([], Path(sys.argv[1]))
"""
WRITE = f"""
import sys
from pathlib import Path
from volver.server.deploy.check import set_up
set_up(Path(sys.argv[1]))
from volver.server.audit.chain import record
print("ready", flush=True)
sys.stdin.readline()
for number in range({ENTRIES}):
    record(None, "tried", str(number))
"""
COUNT = """
import sys
from pathlib import Path
from volver.server.deploy.check import set_up
set_up(Path(sys.argv[1]))
from volver.server.audit.chain import broken_at, head
print(broken_at(), head()[0])
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL with its own files, gone after the tests."""
    needed(postgres.missing())
    with postgres.serving() as server:
        yield server


def _database(server: Postgres, name: str) -> str:
    server.run(f"CREATE DATABASE {name}")
    return server.url(database=name)


def _site(folder: Path, url: str) -> str:
    (folder / "site.toml").write_text(f'[records]\nurl = "{url}"\n', "utf-8")
    return str(folder)


def test_the_first_entry_has_many_writers(server: Postgres, tmp_path: Path) -> None:
    """All begin at once with an empty trail; each entry stands, behind the one before it."""
    site = _site(tmp_path, _database(server, "trail"))
    subprocess.run([sys.executable, "-c", BEGIN, site], check=True)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, site],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(WRITERS)
    ]
    for one in writers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in writers:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    assert [one.communicate(timeout=60) and one.returncode for one in writers] == [0] * WRITERS
    said = subprocess.run(
        [sys.executable, "-c", COUNT, site], check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == ["None", str(WRITERS * ENTRIES)]


def test_people_come_in_and_go(server: Postgres) -> None:
    """What is true of people, invitations, roles and the trail is true there too."""
    told = {**os.environ, "VOLVER_TEST_RECORDS": _database(server, "people")}  # noqa: TID251 - for a process of its own
    tests = str(Path(__file__).with_name("test_people.py"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", tests, "-p", "no:cacheprovider"],
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
