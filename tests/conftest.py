"""What every test may ask for."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A property is about what is true, not about how fast a busy machine finds out.
settings.register_profile("volver", deadline=None)
settings.load_profile("volver")


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
