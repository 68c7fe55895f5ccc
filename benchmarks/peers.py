"""The peers, each in an environment of its own, made with venv and pip where it is missing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.places import ANNUAL_RATE, AS_OF, HERE, HORIZON_WEEKS, WORK, orders_file

VERSIONS = """
import json
from importlib.metadata import distributions
print(json.dumps({d.name.lower(): d.version for d in distributions()}))
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A library that answers the same question, and the script that asks it."""

    name: str
    requires: tuple[str, ...]
    pythons: tuple[str, ...]
    """Versions it works with, the best one first."""
    script: str
    shown: tuple[str, ...]
    """Libraries whose version belongs to the figure."""

    @property
    def folder(self) -> Path:
        """Where its environment lies."""
        return WORK / "peers" / self.name

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return self.folder / "bin" / "python"

    def command(self, customers: int, kind: str, out: Path) -> list[str]:
        """From a file of orders to a file of forecasts."""
        orders = orders_file(customers, kind)
        question = (AS_OF, str(HORIZON_WEEKS), str(ANNUAL_RATE), kind)
        return [str(self.python), str(HERE / self.script), str(orders), str(out), *question]


LIFETIMES = Peer(
    name="lifetimes",
    requires=("lifetimes==0.11.3", "pyarrow"),
    pythons=("3.11", "3.12"),
    script="peer_lifetimes.py",
    shown=("lifetimes", "pandas", "numpy", "scipy"),
)
PYMC_MARKETING = Peer(
    name="pymc-marketing",
    requires=("pymc-marketing==1.3.0", "pyarrow"),
    pythons=("3.12", "3.13", "3.14"),
    script="peer_pymc.py",
    shown=("pymc-marketing", "pymc", "pytensor", "pandas", "numpy"),
)
PEERS = (LIFETIMES, PYMC_MARKETING)


def prepare(peer: Peer) -> str | None:
    """Make the peer's environment; in words why there is none, or None where there is one."""
    ready = peer.folder / "ready"
    wanted = "\n".join(peer.requires)
    if ready.exists() and ready.read_text() == wanted:
        return None
    python = next(_pythons(peer.pythons), None)
    if python is None:
        return f"{peer.name} needs Python {' or '.join(peer.pythons)}, and none was found"
    shutil.rmtree(peer.folder, ignore_errors=True)
    install = [str(peer.python), "-m", "pip", "install", "--quiet", *peer.requires]
    for step in ([python, "-m", "venv", str(peer.folder)], install):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{peer.name} could not be installed: {done.stderr.strip()[-300:]}"
    ready.write_text(wanted)
    return None


def versions(peer: Peer) -> str:
    """The versions that matter, for the line under the table."""
    ask = [str(peer.python), "-c", VERSIONS]
    found = json.loads(subprocess.run(ask, capture_output=True, text=True, check=True).stdout)
    return ", ".join(f"{name} {found[name]}" for name in peer.shown)


def _pythons(wanted: tuple[str, ...]) -> Iterator[str]:
    """Interpreters of these versions: this one, those on the path, those of pyenv."""
    for version in wanted:
        kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        on_path = shutil.which(f"python{version}")
        for candidate in (sys.executable, on_path, *reversed(kept)):
            if candidate and _version(str(candidate)) == version:
                yield str(candidate)


def _version(python: str) -> str:
    ask = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
