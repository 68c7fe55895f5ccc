"""A run after one per cent of new orders, beside a run over all: python -m benchmarks.grow

Both are `volver run` over a workspace whose files are read once and kept. What is compared is the
time until histories stand, and that of the whole run: the choice of a model begins anew each time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from benchmarks.places import RESULTS, WORK, orders_file
from benchmarks.results import MET, circumstances, publish
from benchmarks.run import all_versions

START, END = "<!-- growth: written by benchmarks/grow.py -->", "<!-- end of growth -->"
MOST = 0.05
"""Share of a full run's time that an update of histories may take."""
NEW = 0.01
SETTINGS = """
[economics]
currency = "EUR"
{sources}
"""
SOURCE = """
[[sources]]
file = "{file}"

[sources.columns]
customer = "customer_id"
date = "date"
amount = "amount"
"""
RUN = """
import json, sys, time
from pathlib import Path
from volver.app.run import run
from volver.app.workspace import Workspace

class Clock:
    def __init__(self):
        self.steps = []
    def step(self, name, done=None):
        if not self.steps or self.steps[-1][0] != name:
            self.steps.append((name, time.perf_counter()))

clock = Clock()
run(Workspace.open(Path(sys.argv[1])), None, clock)
clock.step("end")
print(json.dumps(clock.steps))
"""


def main() -> None:
    """Measure, print, and write the section of RESULTS.md."""
    wanted = _arguments()
    load = os.getloadavg()[0]
    orders = orders_file(wanted.customers, "sorted")
    folder = WORK / "grow"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    first, later = _part(orders, folder)
    _settle(folder, ["first.parquet"])
    full = _run(folder)
    _settle(folder, ["first.parquet", "later.parquet"])
    grown = _run(folder)
    again = _run_anew(folder)
    lines = [
        "| Run | New orders | Until histories stand, s | Whole run, s |",
        "|---|---:|---:|---:|",
        _row("first, everything is new", first, full),
        _row("second, nothing kept", later, again),
        _row("second, with what was kept", later, grown),
    ]
    share = grown["histories"] / again["whole"]
    verdict = (
        f"| update of histories, {NEW:.0%} new orders: under {MOST:.0%} of a full run's time |"
        f" {share:.1%} | {MET[share < MOST]} |"
    )
    text = "\n".join(
        (*circumstances(all_versions([]), 1, load), "", "| Promise | Figure | |", "|---|---|---|",
         verdict, "", *lines)
    )  # fmt: skip
    print(text)
    if wanted.write:
        publish(text, RESULTS, START, END)
    shutil.rmtree(folder)


def _part(orders: Path, folder: Path) -> tuple[int, int]:
    """The orders but the last, by date, and the last; how many each."""
    import pyarrow.parquet as pq

    table = pq.read_table(orders)
    count = int(len(table) * (1 - NEW))
    pq.write_table(table.slice(0, count), folder / "first.parquet")
    pq.write_table(table.slice(count), folder / "later.parquet")
    return count, len(table) - count


def _settle(folder: Path, files: list[str]) -> None:
    sources = "".join(SOURCE.format(file=file) for file in files)
    (folder / "volver.toml").write_text(SETTINGS.format(sources=sources))


def _run(folder: Path) -> dict[str, float]:
    """Seconds from the first step to the end, and of the step in which histories are made."""
    begin = time.perf_counter()
    command = [sys.executable, "-c", RUN, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    steps = json.loads(done.stdout)
    after = {name: until - at for (name, at), (_, until) in pairwise(steps)}
    return {"histories": after["histories"], "whole": time.perf_counter() - begin}


def _run_anew(folder: Path) -> dict[str, float]:
    """The same orders in a workspace that has kept nothing."""
    shutil.rmtree(folder / ".volver")
    return _run(folder)


def _row(name: str, new: int, run: dict[str, float]) -> str:
    return f"| {name} | {new:,} | {run['histories']:.2f} | {run['whole']:.2f} |"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grow", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
