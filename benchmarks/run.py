"""Measure volver and its peers, whole processes taking turns; see README.md.

python -m benchmarks.run --customers 10000,100000,1000000 --rounds 3 --cases point,lifetimes
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cases import (
    GROUPS,
    POINT,
    Case,
    forecast_cases,
    out_file,
    text_cases,
    volver,
    volver_command,
)
from benchmarks.figures import Figures
from benchmarks.goals import verdicts
from benchmarks.measure import Failed, measure
from benchmarks.peers import LIFETIMES, PEERS, prepare, versions
from benchmarks.places import FILES, RESULTS, TEXTS, WORK, orders_file, text_file
from benchmarks.results import MET, page, publish
from benchmarks.startup import startup

SIZES = (10_000, 100_000, 1_000_000)
ROOT = Path(__file__).parents[1]
OURS = """
from importlib.metadata import version
print(", ".join(f"{name} {version(name)}" for name in ("volver", "duckdb", "numpy", "scipy")))
"""


def main() -> None:
    """Prepare, measure, print; a whole run also writes RESULTS.md."""
    wanted = _arguments()
    groups = list(wanted.cases)
    for folder in ("data", "logs", "out", "peers"):
        (WORK / folder).mkdir(parents=True, exist_ok=True)
    figures = Figures()
    _make_data(groups, wanted.customers)
    _make_peers(groups, figures)
    load = os.getloadavg()[0]
    for customers in wanted.customers:
        _measure_all(forecast_cases(groups, customers), wanted.rounds, figures, warm=True)
        figures.orders[customers] = _count_orders(customers)
        _compare(groups, customers, figures)
    _measure_all(text_cases(groups), wanted.rounds, figures, warm=False)
    _count_records(groups, figures)
    if "startup" in groups:
        figures.startup = startup(WORK / "logs" / "startup.log")
    for verdict in verdicts(figures):
        print(f"{MET[verdict.met]:12} {verdict.figure:28} {verdict.promise}")
    text = page(figures, all_versions(groups), wanted.rounds, load)
    (WORK / "figures.md").write_text(text + "\n")
    whole = set(groups) == set(GROUPS) and set(wanted.customers) == set(SIZES)
    if wanted.write or whole:
        publish(text, RESULTS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--customers", type=_sizes, default=list(SIZES), metavar="N,N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", type=_groups, default=list(GROUPS), metavar=",".join(GROUPS))
    parser.add_argument("--write", action="store_true", help="write RESULTS.md after a partial run")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _groups(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(GROUPS):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: give some of {', '.join(GROUPS)}")
    return names


def _make_data(groups: Sequence[str], sizes: Sequence[int]) -> None:
    """In a process of its own: this one has to stay small (see measure)."""
    make = [sys.executable, "-m", "benchmarks.workload"]
    for customers in sizes:
        if not all(orders_file(customers, kind).exists() for kind in FILES):
            print(f"making the orders of {customers:,} customers")
            subprocess.run([*make, "orders", str(customers)], cwd=ROOT, check=True)
    if "text" in groups and not all(text_file(kind).exists() for kind in TEXTS):
        print("making the text files")
        subprocess.run([*make, "text"], cwd=ROOT, check=True)


def _make_peers(groups: list[str], figures: Figures) -> None:
    """A peer that cannot be had is named and left out."""
    for peer in PEERS:
        if peer.name in groups and (why := prepare(peer)):
            print(why)
            figures.remarks.append(why)
            groups.remove(peer.name)


def _measure_all(cases: list[Case], rounds: int, figures: Figures, *, warm: bool) -> None:
    """Every case once, then every case again; a case that fails is named and left out.

    warm: run each program once unmeasured, since some compile on first use.
    """
    for turn in range(0 if warm else 1, rounds + 1):
        seen: set[str] = set()
        for case in list(cases):
            if turn == 0 and case.program in seen:
                continue
            seen.add(case.program)
            log = WORK / "logs" / f"{case.name}.log"
            try:
                cost = measure(case.command, log, WORK)
            except Failed as failed:
                print(failed)
                figures.remarks.append(f"{case.name}: {str(failed).splitlines()[0]}")
                cases.remove(case)
                continue
            if turn:
                figures.add(case, cost)
            spent = f"{cost.wall:8.2f} s wall {cost.cpu:8.2f} s cpu {cost.peak / 1e6:7.0f} MB"
            print(f"{'warm' if turn == 0 else turn:>4}  {case.name:40} {spent}", flush=True)


def _count_orders(customers: int) -> int:
    count = "import sys, pyarrow.parquet as pq; print(pq.read_metadata(sys.argv[1]).num_rows)"
    return int(_ask([sys.executable, "-c", count, str(orders_file(customers, FILES[0]))]))


def _compare(groups: Sequence[str], customers: int, figures: Figures) -> None:
    """Hold volver's forecasts against those of lifetimes, where both were made."""
    if "point" not in groups or LIFETIMES.name not in groups:
        return
    ours = out_file(POINT, FILES[0], customers)
    theirs = out_file(LIFETIMES.name, FILES[0], customers)
    card = WORK / "out" / f"card-{customers}.json"
    try:
        card.write_text(_ask([*volver_command(POINT, FILES[0], customers), "--json"]))
        compare = [sys.executable, "-m", "benchmarks.agreement", str(card), str(ours)]
        said = _ask([*compare, str(theirs.with_suffix(".json")), str(theirs)])
    except subprocess.CalledProcessError as failed:
        figures.remarks.append(f"agreement at {customers:,} customers: {failed.stderr[-300:]}")
        return
    figures.agreement[customers] = json.loads(said)


def _count_records(groups: Sequence[str], figures: Figures) -> None:
    """What the reader said it had found, from the log of its last round."""
    for case in text_cases(groups):
        log = WORK / "logs" / f"{case.name}.log"
        if log.exists() and log.read_text().startswith("{"):
            figures.records[case.file] = json.loads(log.read_text())


def all_versions(groups: Sequence[str]) -> list[str]:
    """The libraries that were measured, ours first."""
    peers = [versions(peer) for peer in PEERS if peer.name in groups]
    ours = [_ask([sys.executable, "-c", OURS]).strip()] if shutil.which(volver()) else []
    return [*ours, *peers]


def _ask(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
