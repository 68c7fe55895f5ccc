"""How soon `volver --help` answers, and what it imports for that."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cases import volver
from benchmarks.measure import Cost, measure, typical
from benchmarks.places import WORK

HEAVY = ("altair", "duckdb", "numpy", "pandas", "polars", "pyarrow", "scipy", "sqlglot")
"""Nobody who asks for help should wait for these."""
FORBIDDEN = ("duckdb", "scipy", "altair")
ROUNDS = 10


def startup(log: Path) -> tuple[Cost, Cost, list[str]]:
    """The cost of help, that of a Python that does nothing, and the heavy libraries imported."""
    help_, bare = [volver(), "--help"], [sys.executable, "-c", ""]
    costs = [(measure(help_, log, WORK), measure(bare, log, WORK)) for _ in range(ROUNDS)]
    with_help, without = zip(*costs, strict=True)
    return typical(with_help), typical(without), heavy_imports(help_)


def heavy_imports(command: Sequence[str]) -> list[str]:
    """Which of HEAVY a command imports."""
    traced = [sys.executable, "-X", "importtime", *command]
    said = subprocess.run(traced, capture_output=True, text=True, check=True).stderr
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.splitlines()}
    return sorted(modules & set(HEAVY))


def main() -> None:
    """Print the figures, and the twenty slowest imports."""
    with_help, bare, heavy = startup(WORK / "logs" / "startup.log")
    print(f"volver --help: {with_help.wall:.3f} s, of which Python itself {bare.wall:.3f} s")
    print(f"heavy imports: {', '.join(heavy) or 'none'}")
    traced = [sys.executable, "-X", "importtime", volver(), "--help"]
    said = subprocess.run(traced, capture_output=True, text=True, check=True).stderr
    lines = [line for line in said.splitlines() if "|" in line and "cumulative" not in line]
    print("\n".join(sorted(lines, key=lambda line: -int(line.split("|")[1]))[:20]))


if __name__ == "__main__":
    main()
