"""What volver promises of its speed, held against what was measured."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.cases import FULL, POINT, ROWS, TABLES
from benchmarks.figures import Figures
from benchmarks.measure import Cost
from benchmarks.places import FILES
from benchmarks.startup import FORBIDDEN

MEBIBYTE = 1 << 20
MOST_MEMORY = 0.40
MOST_ROWS_PEAK = 384 * MEBIBYTE
"""Blocks of 8 MiB, a few of them at work, and the libraries."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A promise beside its figure; `met` is None where it was not measured."""

    promise: str
    figure: str
    met: bool | None


def verdicts(figures: Figures) -> list[Verdict]:
    """Every promise in the order of the table."""
    return [
        *_speed(figures),
        *_memory(figures),
        *_growth(figures),
        *_agreement(figures),
        *_text(figures),
        _startup(figures),
    ]


def _speed(figures: Figures) -> Iterator[Verdict]:
    yield _times_faster(figures, POINT, "sorted", 1_000_000, 10)
    for file in FILES[1:]:
        yield _times_faster(figures, POINT, file, 1_000_000, 8)
    for file in FILES:
        yield _times_faster(figures, FULL, file, 1_000_000, 4)
    for customers, least in ((100_000, 2.5), (10_000, 1)):
        for file in FILES:
            yield _times_faster(figures, POINT, file, customers, least)


def _times_faster(
    figures: Figures, program: str, file: str, customers: int, least: float
) -> Verdict:
    promise = f"{program}, {customers:,} customers, {file}: at least {least:g}x as fast"
    return _against_peer(
        figures,
        (program, file, customers),
        promise,
        lambda ours, peer: (
            f"{peer.wall / ours.wall:.1f}x (cpu {peer.cpu / ours.cpu:.1f}x)",
            peer.wall >= least * ours.wall,
        ),
    )


def _memory(figures: Figures) -> Iterator[Verdict]:
    for file in FILES:
        yield _against_peer(
            figures,
            (POINT, file, 1_000_000),
            f"{POINT}, 1,000,000 customers, {file}: at most {MOST_MEMORY:.0%} of the memory",
            lambda ours, peer: (
                f"{ours.peak / peer.peak:.0%}",
                ours.peak <= MOST_MEMORY * peer.peak,
            ),
        )


def _against_peer(
    figures: Figures,
    case: tuple[str, str, int],
    promise: str,
    judge: Callable[[Cost, Cost], tuple[str, bool]],
) -> Verdict:
    ours, peer = figures.of(*case), figures.fastest_peer(*case[1:])
    if ours is None or peer is None:
        return Verdict(promise, "not measured", None)
    return Verdict(promise, *judge(ours, peer))


def _growth(figures: Figures) -> Iterator[Verdict]:
    for program in (POINT, FULL):
        promise = (
            f"{program}, from 100,000 to 1,000,000 customers: time grows no faster than orders"
        )
        few, many = (figures.of(program, "sorted", size) for size in (100_000, 1_000_000))
        if few is None or many is None:
            yield Verdict(promise, "not measured", None)
            continue
        orders = figures.orders[1_000_000] / figures.orders[100_000]
        figure = f"{many.wall / few.wall:.1f}x for {orders:.1f}x the orders"
        yield Verdict(promise, figure, many.wall / few.wall <= orders)


def _agreement(figures: Figures) -> Iterator[Verdict]:
    for customers, found in sorted(figures.agreement.items()):
        for what, most in (("parameters", 1e-4), ("orders", 1e-4)):
            said = "parameters" if what == "parameters" else "every customer's expected orders"
            promise = f"{customers:,} customers: {said} within {most:g} of lifetimes'"
            yield Verdict(promise, f"{found[what]:.1g}", found[what] <= most)


def _text(figures: Figures) -> Iterator[Verdict]:
    for file, most in (("clean", 5), ("broken", 15)):
        cost = figures.of(TABLES, file)
        promise = f"CSV of 200 MB, {file}, to typed tables: under {most} s"
        figure = f"{cost.wall:.1f} s" if cost else "not measured"
        yield Verdict(promise, figure, cost.wall < most if cost else None)
    for file in ("clean", "broken"):
        cost = figures.of(ROWS, file)
        promise = f"CSV of 200 MB, {file}, to rows: memory bound by the block, not the file"
        figure = f"{cost.peak / MEBIBYTE:.0f} MiB" if cost else "not measured"
        yield Verdict(promise, figure, cost.peak < MOST_ROWS_PEAK if cost else None)


def _startup(figures: Figures) -> Verdict:
    promise = f"`volver --help` imports none of {', '.join(FORBIDDEN)}"
    if figures.startup is None:
        return Verdict(promise, "not measured", None)
    with_help, bare, heavy = figures.startup
    seconds = f"{with_help.wall:.2f} s, Python alone {bare.wall:.2f} s"
    found = sorted(set(heavy) & set(FORBIDDEN))
    return Verdict(promise, f"{', '.join(found) or 'none'} ({seconds})", not found)
