"""The figures as Markdown, put between the markers of RESULTS.md."""

import os
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.cases import FULL, POINT, READERS
from benchmarks.figures import Figures
from benchmarks.goals import verdicts
from benchmarks.measure import Cost
from benchmarks.peers import PEERS
from benchmarks.places import FILES, SEED, TEXTS

START, END = "<!-- figures: written by benchmarks/run.py -->", "<!-- end of figures -->"
MEGABYTE = 1e6
MET = {True: "met", False: "**not met**", None: "–"}


def page(figures: Figures, versions: Sequence[str], rounds: int, load: float) -> str:
    """All that goes between the markers."""
    parts = [
        "\n".join(circumstances(versions, rounds, load)),
        "### Promises\n\n" + "\n".join(_promises(figures)),
        "### Orders to forecasts\n\n" + "\n".join(_forecasts(figures)),
        "### Text to rows and tables\n\n" + "\n".join(_texts(figures)),
    ]
    if figures.remarks:
        parts.append("### Not measured\n\n" + "\n".join(f"- {text}" for text in figures.remarks))
    return "\n\n".join(parts)


def publish(text: str, path: Path, start: str = START, end: str = END) -> None:
    """Put the text between two markers of a page; all around it stays."""
    before, _, rest = path.read_text().partition(start)
    after = rest.partition(end)[2]
    path.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}")


def circumstances(
    versions: Sequence[str], rounds: int, load: float, seed: int = SEED
) -> Iterator[str]:
    """When, on what and with what it was measured, as a list."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    turns = f"{rounds} rounds, the programs taking turns" if rounds > 1 else "one round"
    yield f"- {time.strftime('%Y-%m-%d')}; seed {seed}; {turns}"
    yield (
        f"- {os.cpu_count()} cores of {_processor()}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; "
        f"load before the first round {load:.1f}"
    )
    yield from (f"- {version}" for version in versions)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "an unnamed processor")


def _promises(figures: Figures) -> Iterator[str]:
    yield from ("| Promise | Figure | |", "|---|---|---|")
    for verdict in verdicts(figures):
        yield f"| {verdict.promise} | {verdict.figure} | {MET[verdict.met]} |"


def _forecasts(figures: Figures) -> Iterator[str]:
    yield "Seconds and megabytes of whole processes: median, and range in brackets.\n"
    yield "| Customers | Orders | File | Program | Wall, s | CPU, s | Peak, MB |"
    yield "|---:|---:|---|---|---:|---:|---:|"
    programs = [*(peer.name for peer in PEERS), POINT, FULL]
    for customers, orders in sorted(figures.orders.items()):
        for file in FILES:
            for program in programs:
                costs = figures.costs.get((program, file, customers))
                if costs:
                    front = f"| {customers:,} | {orders:,} | {file} | {program} "
                    yield front + _columns(costs)


def _texts(figures: Figures) -> Iterator[str]:
    yield "| File | Records | Set aside | Step | Wall, s | CPU, s | Peak, MB |"
    yield "|---|---:|---:|---|---:|---:|---:|"
    for file in TEXTS:
        for step in READERS:
            costs, found = figures.costs.get((step, file, 0)), figures.records.get(file)
            if costs and found:
                counts = f"{found['rows_in']:,} | {found['set_aside']:,}"
                yield f"| {file} | {counts} | {step} " + _columns(costs)


def _columns(costs: Sequence[Cost]) -> str:
    wall = spread([cost.wall for cost in costs], ".2f")
    cpu = spread([cost.cpu for cost in costs], ".2f")
    return f"| {wall} | {cpu} | {spread([cost.peak / MEGABYTE for cost in costs], '.0f')} |"


def spread(values: Sequence[float], form: str) -> str:
    """The median, and the range where there is one."""
    middle = f"{median(values):{form}}"
    return middle if len(values) == 1 else f"{middle} ({min(values):{form}}–{max(values):{form}})"
