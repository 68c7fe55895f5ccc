"""Measure fits, the whole choice and ten million customers; see README.md.

python -m benchmarks.fits --customers 100000 --rounds 1
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.cases import FULL, POINT, volver_command
from benchmarks.goals import Verdict
from benchmarks.measure import Cost, Failed, measure, typical
from benchmarks.peers import LIFETIMES, PEERS, PYMC_MARKETING, Peer, prepare
from benchmarks.places import HERE, RESULTS, WORK, histories_file, orders_file
from benchmarks.results import MEGABYTE, MET, circumstances, publish, spread
from benchmarks.run import ROOT, all_versions

START, END = "<!-- fits: written by benchmarks/fits.py -->", "<!-- end of fits -->"
SIZES = MANY, LARGE = 1_000_000, 10_000_000
"""Peers are measured up to the first; the second is gone through once."""
VOLVER = "volver"
PARETO = "pareto-nbd"
OURS = (
    PARETO, "nbd", "bg-nbd", "mbg-nbd", "bg-cnbd-k", "mbg-cnbd-k",
    "nbd-season", "bg-nbd-season", "mbg-nbd-season", "bg-bb", "gamma-gamma",
)  # fmt: skip
THEIRS = {
    LIFETIMES: ("fit_lifetimes.py", ("bg-nbd", "gamma-gamma")),
    PYMC_MARKETING: ("fit_pymc.py", ("bg-nbd", "gamma-gamma", PARETO)),
}
"""Not Pareto/NBD by lifetimes: it takes seven minutes at a million customers."""
ONCE = (PYMC_MARKETING.name, PARETO)
"""Five minutes at a million customers: in the first round only."""
GOALS = {PARETO: 80, "bg-nbd": 8, "gamma-gamma": 8}
"""Times as fast as the faster peer."""
SLOWEST = 5
"""Times our own Pareto/NBD that any other model of purchases may take."""
CHOICE_SECONDS, CHOICE_BYTES, LARGE_BYTES = 60, 1.5e9, 6e9


@dataclass(slots=True)
class Found:
    """What was measured, by program, what it was asked for, and customers."""

    costs: dict[tuple[str, str, int], list[Cost]] = field(default_factory=dict)
    """Of whole processes."""
    seconds: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    """Of the fit alone, by the clock on the wall."""
    cpu: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)
    """Of the fit alone, on all cores."""
    parameters: dict[tuple[str, str, int], dict[str, float]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def fit(self, program: str, model: str, customers: int) -> float | None:
        """Median seconds; None where it was not measured."""
        seconds = self.seconds.get((program, model, customers))
        return median(seconds) if seconds else None

    def cost(self, program: str, customers: int) -> Cost | None:
        """Of a forecast; None where it was not measured."""
        costs = self.costs.get((program, "forecast", customers))
        return typical(costs) if costs else None


def main() -> None:
    """Prepare, measure, print; a whole run also writes its part of RESULTS.md."""
    wanted = _arguments()
    for folder in ("data", "logs", "out", "peers"):
        (WORK / folder).mkdir(parents=True, exist_ok=True)
    found = Found()
    peers = [peer for peer in THEIRS if not _missing(peer, found)]
    load = os.getloadavg()[0]
    for customers in wanted.customers:
        _make_data(customers)
        for turn in range(wanted.rounds if customers < LARGE else 1):
            for program, what, command in _commands(customers, peers, wanted.models):
                if turn == 0 or (program, what) != ONCE:
                    _run((program, what, customers), command, found)
    for verdict in verdicts(found):
        print(f"{MET[verdict.met]:12} {verdict.figure:28} {verdict.promise}")
    versions = all_versions([peer.name for peer in peers])
    text = "\n\n".join(
        "\n".join(part)
        for part in (
            circumstances(versions, wanted.rounds, load),
            promises(found),
            fits(found),
            forecasts(found),
            (f"- Not measured: {remark}" for remark in found.remarks),
        )
    )
    (WORK / "fits.md").write_text(text + "\n")
    whole = set(wanted.customers) == set(SIZES) and set(wanted.models) == {*OURS, "forecast"}
    if wanted.write or whole:
        publish(text.strip(), RESULTS, START, END)


def _arguments() -> argparse.Namespace:
    def sizes(text: str) -> list[int]:
        return sorted(int(size) for size in text.split(","))

    everything = [*OURS, "forecast"]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fits", description=__doc__)
    parser.add_argument("--customers", type=sizes, default=list(SIZES), metavar="N,N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--models", type=lambda text: text.split(","), default=everything,
        metavar=",".join(everything),
    )  # fmt: skip
    parser.add_argument("--write", action="store_true", help="write RESULTS.md after a partial run")
    return parser.parse_args()


def _missing(peer: Peer, found: Found) -> bool:
    why = prepare(peer)
    if why:
        print(why)
        found.remarks.append(why)
    return why is not None


def _make_data(customers: int) -> None:
    """In processes of their own: this one has to stay small (see measure)."""
    for file, make in (
        (orders_file(customers, "sorted"), ["workload", "orders", str(customers), "sorted"]),
        (histories_file(customers), ["histories", str(customers)]),
    ):
        if not file.exists():
            print(f"making {file.name}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.{make[0]}", *make[1:]]
            subprocess.run(command, cwd=ROOT, check=True)


def _commands(
    customers: int, peers: list[Peer], models: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Program, what it is asked for and how, in the order in which they take turns."""
    histories = str(histories_file(customers))
    for model in OURS:
        if model not in models:
            continue
        ours = [sys.executable, "-m", "benchmarks.fit_ours"]
        yield VOLVER, model, [*ours, model, histories, str(_out(VOLVER, model, customers))]
        for peer in peers:
            script, able = THEIRS[peer]
            if model in able and customers <= MANY:
                out = _out(peer.name, model, customers)
                yield peer.name, model, [
                    str(peer.python), str(HERE / script), model, histories, str(out),
                ]  # fmt: skip
    if "forecast" in models:
        for program in (POINT, FULL):
            yield program, "forecast", volver_command(program, "sorted", customers)


def _out(program: str, model: str, customers: int) -> Path:
    return WORK / "out" / f"fit-{program}-{model}-{customers}.json"


def _run(case: tuple[str, str, int], command: list[str], found: Found) -> None:
    """A case that fails is named and left out."""
    program, what, customers = case
    name = f"{program} {what} {customers}".replace(",", "").replace(" ", "-")
    try:
        cost = measure(command, WORK / "logs" / f"{name}.log", ROOT)
    except Failed as failed:
        print(failed)
        found.remarks.append(f"{name}: {str(failed).splitlines()[0]}")
        return
    found.costs.setdefault(case, []).append(cost)
    said = ""
    if what != "forecast":
        fit = json.loads(_out(*case).read_text())
        found.seconds.setdefault(case, []).append(fit["seconds"])
        found.cpu.setdefault(case, []).append(fit["cpu"])
        found.parameters[case] = fit["parameters"]
        said = f"{fit['seconds']:9.3f} s fit"
    print(f"{name:44} {cost.wall:8.2f} s wall {cost.peak / MEGABYTE:6.0f} MB {said}", flush=True)


def verdicts(found: Found) -> Iterator[Verdict]:
    """What volver promises of its fits, held against what was measured."""
    for model, least in GOALS.items():
        ours = found.fit(VOLVER, model, MANY)
        others = [found.fit(peer.name, model, MANY) for peer in THEIRS]
        best = min((seconds for seconds in others if seconds), default=None)
        promise = f"fit of {model}, {MANY:,} customers: at least {least}x as fast as any peer's"
        yield _ratio(promise, best, ours, lambda times, least=least: times >= least)
    pareto = found.fit(VOLVER, PARETO, MANY)
    for model in OURS:
        if model not in (PARETO, "gamma-gamma"):
            promise = f"fit of {model}, {MANY:,} customers: within {SLOWEST}x our Pareto/NBD"
            one = found.fit(VOLVER, model, MANY)
            yield _ratio(promise, one, pareto, lambda times: times <= SLOWEST, ".2f")
    choice = found.cost(FULL, MANY)
    yield Verdict(
        f"whole choice, {MANY:,} customers: under {CHOICE_SECONDS} s and 1.5 GB",
        _costs(choice),
        choice and choice.wall < CHOICE_SECONDS and choice.peak < CHOICE_BYTES,
    )
    for program in (POINT, FULL):
        few, many = found.cost(program, MANY), found.cost(program, LARGE)
        promise = f"{program}, {LARGE:,} customers: fit and score under 6 GB"
        yield Verdict(promise, _costs(many), many and many.peak < LARGE_BYTES)
        promise = f"{program}, from {MANY:,} to {LARGE:,} customers: at most linear"
        yield _ratio(
            promise, many and many.wall, few and few.wall, lambda times: times <= LARGE / MANY
        )
    for model in OURS:
        few, many = (found.fit(VOLVER, model, size) for size in SIZES)
        promise = f"fit of {model}, from {MANY:,} to {LARGE:,} customers: at most linear"
        yield _ratio(promise, many, few, lambda times: times <= LARGE / MANY)


def _ratio(
    promise: str,
    above: float | None,
    below: float | None,
    met: Callable[[float], bool],
    form: str = ".1f",
) -> Verdict:
    if above is None or below is None:
        return Verdict(promise, "not measured", None)
    return Verdict(promise, f"{above / below:{form}}x", met(above / below))


def _costs(cost: Cost | None) -> str:
    return f"{cost.wall:.1f} s, {cost.peak / 1e9:.2f} GB" if cost else "not measured"


def promises(found: Found) -> Iterator[str]:
    """The promises as a table."""
    yield from ("| Promise | Figure | |", "|---|---|---|")
    for verdict in verdicts(found):
        yield f"| {verdict.promise} | {verdict.figure} | {MET[verdict.met]} |"


def fits(found: Found) -> Iterator[str]:
    """Every fit."""
    yield "Off by: how far parameters are from ours, at the most; priors move small fits.\n"
    yield "| Customers | Model | Program | Fit, s | CPU, s | Process, s | Peak, MB | Off by |"
    yield "|---:|---|---|---:|---:|---:|---:|---:|"
    names = [VOLVER, *(peer.name for peer in PEERS)]
    for program, model, customers in sorted(
        found.seconds, key=lambda case: (case[2], OURS.index(case[1]), names.index(case[0]))
    ):
        case = program, model, customers
        cost, ours = typical(found.costs[case]), found.parameters.get((VOLVER, model, customers))
        off = "" if program == VOLVER or not ours else f"{_off(found.parameters[case], ours):.1g}"
        yield (
            f"| {customers:,} | {model} | {program} | {spread(found.seconds[case], '.3f')} |"
            f" {median(found.cpu[case]):.3f} | {cost.wall:.2f} |"
            f" {cost.peak / MEGABYTE:.0f} | {off} |"
        )


def _off(theirs: dict[str, float], ours: dict[str, float]) -> float:
    return max(abs(theirs[letter] / value - 1) for letter, value in ours.items())


def forecasts(found: Found) -> Iterator[str]:
    """Every forecast from a file of orders, as a whole process."""
    yield "| Customers | Program | Wall, s | CPU, s | Peak, MB |"
    yield "|---:|---|---:|---:|---:|"
    for (program, what, customers), costs in sorted(found.costs.items(), key=lambda kv: kv[0][2]):
        if what == "forecast":
            one = typical(costs)
            wall = spread([cost.wall for cost in costs], ".2f")
            peak = f"{one.peak / MEGABYTE:.0f}"
            yield f"| {customers:,} | {program} | {wall} | {one.cpu:.2f} | {peak} |"


if __name__ == "__main__":
    main()
