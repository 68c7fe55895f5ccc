"""What every test may ask for."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A property is about what is true, not about how fast a busy machine finds out.
settings.register_profile("volver", deadline=None)
settings.load_profile("volver")

HEAVY = (
    "spark",
    "tests/house/test_docs.py",
    "postgres",
    "tests/doors/test_report_browser.py",
    "tests/doors/test_degenerate.py",
    "tests/contracts/test_purchase_models.py",
    "tests/truth/test_calibration.py",
)
"""What takes a process longest comes first, so that none is left alone with it at the end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our own options."""
    parser.addoption("--golden", action="store_true", help="write the golden files anew")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many queries were compared on which engine, and how many came out exact."""
    compared, exact = Counter[str](), Counter[str]()
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "compared":
                engine, equal = value
                compared[engine] += 1
                exact[engine] += equal
    for engine, count in sorted(compared.items()):
        terminalreporter.write_line(
            f"queries compared on {engine}: {count}, exact to the last bit: {exact[engine]}"
        )
    _say_blocked(terminalreporter)


def _say_blocked(terminalreporter: pytest.TerminalReporter) -> None:
    """How many attacks of each family came to nothing."""
    blocked = Counter[str]()
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "blocked":
                family, count = value
                blocked[family] += count
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "asvs":
                terminalreporter.write_line(f"ASVS 5.0, levels 1 and 2: {value[0]}: {value[1]}")
    for family, count in sorted(blocked.items()):
        terminalreporter.write_line(f"attacks blocked: {family}: {count}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """With --dist loadgroup, tests of one file go to one process: what they share is made once.

    Tests of engines go by engine instead, so that each starts once. The groups that xdist 3.8 has
    for this do nothing under pytest 9.2: it no longer lets them into the ids of tests.
    """
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling
    from xdist.workermanage import WorkerController

    class ByFileOrEngine(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, rest = nodeid.partition("::")
            engine = re.search(r"\[(duckdb|postgres|spark)\b", rest)
            if file.startswith("tests/server/"):
                return "server"  # one shop and one site for all of them
            if not file.startswith("tests/contracts/engines/"):
                return file
            return engine[1] if engine else file.removesuffix(".py").rpartition("test_")[2]

        def _assign_work_unit(self, node: WorkerController) -> None:
            heavy = next((scope for scope in HEAVY if scope in self.workqueue), None)
            if heavy is not None:
                self.workqueue.move_to_end(heavy, last=False)
            super()._assign_work_unit(node)

        def remove_node(self, node: WorkerController) -> str | None:
            """Who takes over goes on after the test that the process ended with."""
            ended_with = super().remove_node(node)
            for unit in self.workqueue.values():
                if ended_with in unit:
                    unit[ended_with] = True
            return ended_with

    return ByFileOrEngine(config, log)


@pytest.fixture(scope="session")
def test_data() -> Callable[[str], Path]:
    """Real data that may not ship, in the folder that VOLVER_TEST_DATA names.

    A test that needs an absent file is skipped with the reason, and fails in continuous
    integration, where nobody would read the reason.
    """
    folder = os.getenv("VOLVER_TEST_DATA", "")

    def path(name: str) -> Path:
        found = Path(folder) / name
        if folder and found.exists():
            return found
        reason = f"{name} is not in the folder that VOLVER_TEST_DATA names"
        if os.getenv("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[[], "Browser"]]:
    """Start Chromium from the system; `scripts/browser.sh` installs it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium here: run scripts/browser.sh"
        if os.getenv("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield lambda: driver.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def browser(chromium: Callable[[], "Browser"]) -> Iterator["Browser"]:
    """Chromium, new for each test: one that has shown hundreds of pages forgets to answer."""
    launched = chromium()
    yield launched
    launched.close()
