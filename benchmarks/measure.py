"""What one whole process takes, from its first instruction to its last."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of ru_maxrss."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took; its children count with it."""

    wall: float
    """Seconds by the clock on the wall."""
    cpu: float
    """Seconds of work on all cores, the system's included."""
    peak: float
    """Most bytes of memory it held at once."""


class Failed(Exception):
    """A process ended badly; the message holds the end of what it said."""


def measure(command: Sequence[str], log: Path, folder: Path) -> Cost:
    """Run a command in a folder to its end; what it says goes into the log.

    A child's peak starts at what its parent held when it was born: keep this process small.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    # An installer compiles what it installs; what runs from its sources may keep its own.
    around = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # noqa: TID251 - handed on
    quiet = subprocess.DEVNULL
    with log.open("wb") as said:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env=around, stdin=quiet, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        end = log.read_text(errors="replace")[-2_000:]
        raise Failed(f"{Path(command[0]).name} ended with {child.returncode}:\n{end}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * PEAK_UNIT)


def typical(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.peak for cost in costs),
    )
