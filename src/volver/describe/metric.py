"""A metric is one object; reports, the book, the command line and the docs read the same list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from volver.domain.measure import Unit
from volver.stats import intervals
from volver.store.snapshot import Snapshot

__all__ = ["Figure", "Metric", "Unit", "measure", "query"]

Sums = Mapping[str, float | int | Decimal | None]
"""The parts of a source in one period of one level, by name."""
Found = tuple[float | None, intervals.Span, int]
"""A value, its interval where it is an estimate, and how many are behind it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a way to count needs of its source, by name: its fields."""

    @property
    def parts(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Total(Parts):
    """A sum: it adds up over periods and splits, and is no estimate."""

    part: str
    n: str

    def found(self, sums: Sums, level: float) -> Found:
        """The sum."""
        return _number(sums[self.part]), None, _count(sums[self.n])


@dataclass(frozen=True, slots=True)
class Middle(Parts):
    """A median: computed by the engine, without an interval."""

    part: str
    n: str

    def found(self, sums: Sums, level: float) -> Found:
        """The median; None where there is nothing."""
        value = sums[self.part]
        return None if value is None else _number(value), None, _count(sums[self.n])


@dataclass(frozen=True, slots=True)
class Share(Parts):
    """So many of so many, with Wilson's interval."""

    part: str
    of: str

    def found(self, sums: Sums, level: float) -> Found:
        """The share."""
        hits, n = _number(sums[self.part]), _count(sums[self.of])
        return (hits / n if n else None), intervals.wilson(hits, n, level), n


@dataclass(frozen=True, slots=True)
class Ratio(Parts):
    """One sum over another; the interval is by the units behind both, such as customers."""

    part: str
    of: str
    n: str
    part2: str
    both: str
    of2: str
    """Sums of squares and of products over the units."""

    def found(self, sums: Sums, level: float) -> Found:
        """The ratio."""
        top, under, n, top2, both, under2 = (_number(sums[name]) for name in self.parts)
        if under <= 0:
            return None, None, int(n)
        return top / under, intervals.ratio(n, top, under, top2, both, under2, level), int(n)


@dataclass(frozen=True, slots=True)
class Kept(Ratio):
    """What is left of a sum: never more than all of it."""

    def found(self, sums: Sums, level: float) -> Found:
        """The share."""
        top, under, n, top2, both, under2 = (_number(sums[name]) for name in self.parts)
        if under <= 0:
            return None, None, int(n)
        ends = intervals.weighed_share(n, top, under, top2, both, under2, level)
        return top / under, ends, int(n)


@dataclass(frozen=True, slots=True)
class Net(Ratio):
    """What became of a sum, of which some was lost and some grew."""

    held: str
    held2: str
    held_both: str
    """The sums of what is left, growth set aside."""

    def found(self, sums: Sums, level: float) -> Found:
        """The ratio."""
        top, under, n, top2, both, under2, *left = (_number(sums[name]) for name in self.parts)
        if under <= 0:
            return None, None, int(n)
        held, held2, held_both = left
        ends = intervals.net_ratio(
            n, top, under, top2, both, under2, (held, held2, held_both), level
        )
        return top / under, ends, int(n)


@dataclass(frozen=True, slots=True)
class Quotient(Parts):
    """One sum over another where neither is of a sample: no interval."""

    part: str
    of: str
    n: str

    def found(self, sums: Sums, level: float) -> Found:
        """The quotient."""
        under = _number(sums[self.of])
        value = _number(sums[self.part]) / under if under > 0 else None
        return value, None, _count(sums[self.n])


@dataclass(frozen=True, slots=True)
class Mean(Parts):
    """A mean with the interval of Student's t."""

    part: str
    squares: str
    n: str

    def found(self, sums: Sums, level: float) -> Found:
        """The mean."""
        total, squares, n = (_number(sums[name]) for name in self.parts)
        return (total / n if n else None), intervals.mean(n, total, squares, level), int(n)


@dataclass(frozen=True, slots=True)
class Points(Parts):
    """Those for less those against, per hundred: an NPS."""

    plus: str
    minus: str
    n: str

    def found(self, sums: Sums, level: float) -> Found:
        """The difference of shares in points, from -100 to 100."""
        plus, minus, n = (_number(sums[name]) for name in self.parts)
        span = intervals.difference(plus, minus, n, level)
        points = None if span is None else (100 * span[0], 100 * span[1])
        return (100 * (plus - minus) / n if n else None), points, int(n)


How = Total | Middle | Share | Ratio | Quotient | Mean | Points


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure about what happened."""

    slug: str
    title: str
    question: str
    unit: Unit
    source: str
    """What it is counted from by period and split: a name of describe/sources.py."""
    how: How
    caution: str
    least: int = 1
    """With fewer behind it there is no figure."""
    looks_back: bool = False
    """It compares with what was before the period: over all there is, there is no before."""
    sql: str = ""
    """One aggregate expression over the rows of `over`, for the figures under a report's
    headline: they are asked of the views as they are, and nothing is prepared for them."""
    over: str = ""
    """The view or derived table of the snapshot that it reads."""

    @property
    def parts(self) -> tuple[str, ...]:
        """What it needs of its source, each once."""
        return tuple(dict.fromkeys(self.how.parts))

    @property
    def is_estimate(self) -> bool:
        """Whether it says something of more than what was counted, and so has an interval."""
        return isinstance(self.how, Share | Ratio | Mean | Points)

    @property
    def is_additive(self) -> bool:
        """Whether the levels of a split add up to the whole."""
        return isinstance(self.how, Total)


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric and what it came to; None where there is nothing to divide by."""

    metric: Metric
    value: float | None


def measure(snapshot: Snapshot, metrics: Iterable[Metric]) -> list[Figure]:
    """All metrics on one snapshot, one query for each view that they read."""
    wanted = list(metrics)
    values: dict[str, float | None] = {}
    for over in dict.fromkeys(metric.over for metric in wanted):
        here = [metric for metric in wanted if metric.over == over]
        row = snapshot.rows(query(here))[0]
        for metric, value in zip(here, row, strict=True):
            values[metric.slug] = None if value is None else float(value)
    return [Figure(metric, values[metric.slug]) for metric in wanted]


def query(metrics: list[Metric]) -> str:
    """The one query for metrics that read the same view."""
    chosen = ", ".join(f"{metric.sql} AS {metric.slug}" for metric in metrics)
    return f"SELECT {chosen} FROM {metrics[0].over}"  # noqa: S608 - from the catalogue


def _number(value: float | Decimal | None) -> float:
    return 0.0 if value is None else float(value)


def _count(value: float | Decimal | None) -> int:
    return 0 if value is None else int(value)
