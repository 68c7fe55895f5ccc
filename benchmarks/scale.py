"""Measure 1, 10 and 100 million orders against a bare group-by of the same file; see README.md.

python -m benchmarks.scale --customers 117000,1170000 --rounds 1
"""

import argparse
import math
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.cases import FULL, POINT, volver_command
from benchmarks.goals import Verdict
from benchmarks.measure import Cost, Failed, measure, typical
from benchmarks.places import FILES, RESULTS, WORK, orders_file
from benchmarks.results import MEGABYTE, MET, circumstances, publish, spread
from benchmarks.run import ROOT, all_versions

START, END = "<!-- scale: written by benchmarks/scale.py -->", "<!-- end of scale -->"
SIZES = SMALL, MIDDLE, LARGE = 117_000, 1_170_000, 11_700_000
BARE = "bare group by"
LIMIT = "2GB"
LIMITED = f"{POINT}, {LIMIT}"
MOST_SORTED, MOST_OTHER, MOST_PEAK, MOST_EXPONENT = 4, 6, 2.5e9, 1.05
ONCE = (FULL,)
"""Minutes at the largest size: in the first round only."""

Key = tuple[str, str, int]
"""Program, file and customers."""


@dataclass(slots=True)
class Found:
    """What was measured."""

    costs: dict[Key, list[Cost]] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)
    """By customers."""
    remarks: list[str] = field(default_factory=list)

    def of(self, *key: str | int) -> Cost | None:
        """The median; None where it was not measured."""
        costs = self.costs.get(key)  # type: ignore[call-overload]  # a key as it is written
        return typical(costs) if costs else None


def main() -> None:
    """Make the data, measure, print; a whole run also writes its part of RESULTS.md."""
    wanted = _arguments()
    for folder in ("data", "logs", "out"):
        (WORK / folder).mkdir(parents=True, exist_ok=True)
    found, load = Found(), os.getloadavg()[0]
    for customers in wanted.customers:
        _make_data(customers)
        found.orders[customers] = _count(customers)
        for turn in range(wanted.rounds):
            for key, command in cases(customers, wanted.files, wanted.programs):
                if turn == 0 or key[0] not in ONCE:
                    _run(key, command, found)
    text = "\n\n".join(
        "\n".join(part)
        for part in (
            circumstances(all_versions([]), wanted.rounds, load),
            promises(found),
            table(found),
            (f"- Not measured: {remark}" for remark in found.remarks),
        )
    )
    print(text)
    (WORK / "scale.md").write_text(text + "\n")
    if wanted.write or (set(wanted.customers) == set(SIZES) and wanted.files == list(FILES)):
        publish(text.strip(), RESULTS, START, END)


def _arguments() -> argparse.Namespace:
    def words(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument(
        "--customers", type=lambda text: sorted(map(int, words(text))), default=list(SIZES)
    )
    parser.add_argument("--files", type=words, default=list(FILES))
    parser.add_argument("--programs", type=words, default=["bare", "point", "full"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md after a partial run")
    return parser.parse_args()


def _make_data(customers: int) -> None:
    """In a process of its own: this one has to stay small (see measure)."""
    if not all(orders_file(customers, file).exists() for file in FILES):
        print(f"making the orders of {customers:,} customers", flush=True)
        command = [sys.executable, "-m", "benchmarks.workload", "orders", str(customers)]
        subprocess.run(command, cwd=ROOT, check=True)


def _count(customers: int) -> int:
    code = "import sys, pyarrow.parquet as p; print(p.read_metadata(sys.argv[1]).num_rows)"
    command = [sys.executable, "-c", code, str(orders_file(customers, "sorted"))]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def cases(
    customers: int, files: Sequence[str], programs: Sequence[str]
) -> Iterator[tuple[Key, list[str]]]:
    """What is run, in the order in which programs take turns."""
    for file in files:
        path = str(orders_file(customers, file))
        if "bare" in programs:
            yield (BARE, file, customers), [sys.executable, "-m", "benchmarks.bare", path]
        if "point" in programs:
            if file == "sorted":
                yield (POINT, file, customers), volver_command(POINT, file, customers)
            yield (LIMITED, file, customers), volver_command(POINT, file, customers, LIMIT)
    if "full" in programs:
        yield (FULL, "sorted", customers), volver_command(FULL, "sorted", customers)


def _run(key: Key, command: list[str], found: Found) -> None:
    """A case that fails is named and left out."""
    name = " ".join(map(str, key)).replace(",", "").replace(" ", "-")
    try:
        cost = measure(command, WORK / "logs" / f"{name}.log", ROOT)
    except Failed as failed:
        print(failed)
        found.remarks.append(f"{name}: {str(failed).splitlines()[0]}")
        return
    found.costs.setdefault(key, []).append(cost)
    print(f"{name:44} {cost.wall:8.2f} s wall {cost.cpu:8.2f} s cpu {cost.peak / 1e6:6.0f} MB")
    sys.stdout.flush()


def promises(found: Found) -> Iterator[str]:
    """What is promised, held against what was measured, as a table."""
    yield from ("| Promise | Figure | |", "|---|---|---|")
    for verdict in verdicts(found):
        yield f"| {verdict.promise} | {verdict.figure} | {MET[verdict.met]} |"


def verdicts(found: Found) -> Iterator[Verdict]:
    """Every promise of scale."""
    orders = f"{found.orders.get(LARGE, 100_000_000):,} orders"
    for program, file, most in (
        *((program, "sorted", MOST_SORTED) for program in (POINT, LIMITED)),
        *((LIMITED, file, MOST_OTHER) for file in ("shuffled", "strings")),
    ):
        promise = f"{program}, {file}, {orders}: within {most} times a bare group by"
        yield _ratio(promise, found, program, file, most)
    for program in (POINT, LIMITED):
        one = found.of(program, "sorted", LARGE)
        yield Verdict(
            f"{program}, sorted, {orders}: under {MOST_PEAK / 1e9:.1f} GB",
            f"{one.peak / 1e9:.2f} GB" if one else "not measured",
            one.peak < MOST_PEAK if one else None,
        )
    for file, program in (("sorted", POINT), ("shuffled", LIMITED), ("strings", LIMITED)):
        for few, many in pairwise(SIZES):
            growth = exponent(found, program, file, few, many)
            yield Verdict(
                f"{program}, {file}, from {found.orders.get(few, 0):,} to"
                f" {found.orders.get(many, 0):,} orders: exponent at most {MOST_EXPONENT}",
                "not measured" if growth is None else f"{growth:.2f}",
                None if growth is None else growth <= MOST_EXPONENT,
            )


def _ratio(promise: str, found: Found, program: str, file: str, most: float) -> Verdict:
    ours, bare = found.of(program, file, LARGE), found.of(BARE, file, LARGE)
    if ours is None or bare is None:
        return Verdict(promise, "not measured", None)
    wall, cpu = ours.wall / bare.wall, ours.cpu / bare.cpu
    return Verdict(promise, f"{wall:.1f}x (cpu {cpu:.1f}x)", wall <= most)


def exponent(found: Found, program: str, file: str, few: int, many: int) -> float | None:
    """How wall time grows with orders: 1 is in proportion."""
    first, last = found.of(program, file, few), found.of(program, file, many)
    if first is None or last is None:
        return None
    return math.log(last.wall / first.wall) / math.log(found.orders[many] / found.orders[few])


def table(found: Found) -> Iterator[str]:
    """Whole processes, one line for each."""
    yield "| Orders | Customers | File | Program | Wall, s | Of bare | CPU, s | Peak, MB |"
    yield "|---:|---:|---|---|---:|---:|---:|---:|"
    for (program, file, customers), costs in found.costs.items():
        one, bare = typical(costs), found.of(BARE, file, customers)
        wall = spread([cost.wall for cost in costs], ".2f")
        times = "–" if bare is None else f"{one.wall / bare.wall:.1f}"
        yield (
            f"| {found.orders[customers]:,} | {customers:,} | {file} | {program} | {wall}"
            f" | {times} | {one.cpu:.2f} | {one.peak / MEGABYTE:.0f} |"
        )


if __name__ == "__main__":
    main()
