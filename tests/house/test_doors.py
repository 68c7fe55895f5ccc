"""What is public is named, and what is asked for little loads little."""

import ast
import importlib
import importlib.util
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import volver

HEAVY = {
    "altair", "babel", "charset_normalizer", "duckdb", "jinja2", "narwhals", "numpy", "pandas",
    "polars", "pyarrow", "python_calamine", "scipy", "sqlglot", "vl_convert",
}  # fmt: skip
COMMANDS = [
    "", "value", "renewals", "opportunities", "init", "run", "report", "explain", "backtest",
    "demo", "data", "segment", "today", "uplift", "prices", "bundles", "plan", "rewards",
]  # fmt: skip
ASK_FOR_HELP = """
import sys
from volver.cli.main import main
sys.argv = ["volver", *sys.argv[1:]]
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
print("loaded:", *sys.modules)
"""


def text(name: str) -> str:
    """What a module says."""
    return Path(importlib.util.find_spec(name).origin).read_text("utf-8")


MODULES = [found.name for found in pkgutil.walk_packages(volver.__path__, "volver.")]
GATHERING = [name for name in MODULES if "__all__ = [" in text(name)]


def loaded_by(code: str, *given: str) -> set[str]:
    """The packages that a new Python has loaded when it is done."""
    command = [sys.executable, "-c", code, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.rpartition("loaded:")[2].split()}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_help_loads_nothing_heavy(command):
    """Help is instant, and so is every command's own."""
    assert loaded_by(ASK_FOR_HELP, *filter(None, [command]), "--help") & HEAVY == set()


def test_the_package_loads_nothing_heavy():
    """A notebook that imports it pays for what it uses, when it uses it."""
    found = loaded_by("import sys, volver; volver.__all__; print('loaded:', *sys.modules)")
    assert found & HEAVY == set()


@pytest.mark.slow
def test_a_run_starts_without_scipy_stats():
    """It alone would take half a second of every start."""
    code = "import sys, volver.app.run; sys.exit('scipy.stats' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_star_brings_what_is_public_and_nothing_else():
    """`__all__` is the promise; the rest may change any day."""
    brought = {}
    exec("from volver import *", brought)
    assert set(brought) - {"__builtins__"} == set(volver.__all__)


@pytest.mark.parametrize("name", volver.__all__)
def test_what_is_public_says_what_it_is(name):
    """Whoever asks a notebook for help gets it."""
    assert getattr(volver, name).__doc__


def test_an_unknown_name_is_missed_in_the_usual_way():
    """Names that load on first use must not hide a slip of the pen."""
    with pytest.raises(AttributeError, match="valeu"):
        volver.valeu  # noqa: B018 - asking is the test


@pytest.mark.parametrize("name", GATHERING)
def test_a_module_that_lists_its_names_has_them(name):
    """And a package that gathers names from its files lists every one."""
    module = importlib.import_module(name)
    listed = module.__all__
    assert len(listed) == len(set(listed))
    assert [each for each in listed if not hasattr(module, each)] == []
    if hasattr(module, "__path__"):
        imports = [node for node in ast.parse(text(name)).body if isinstance(node, ast.ImportFrom)]
        gathered = {alias.asname or alias.name for node in imports for alias in node.names}
        assert gathered == set(listed)
