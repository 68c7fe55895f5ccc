"""A score card as people read it: origins of the chosen candidate, and one line per candidate."""

from dataclasses import dataclass
from datetime import date
from math import isfinite

from volver.domain.card import ModelCard, Score, Total


@dataclass(frozen=True, slots=True)
class Origin:
    """A forecast made from a day in the past, and what came."""

    day: date
    days: int
    orders: Total
    margin: Total


@dataclass(frozen=True, slots=True)
class Candidate:
    """How one model or baseline did, as means over all origins."""

    name: str
    title: str
    is_baseline: bool
    total_error: float | None
    """|forecast / actual - 1| of all orders together; None where no order came at any origin."""
    customer_error: float
    """Absolute error of the expected orders per customer."""
    coverage: float | None
    """Share of customers whose orders were inside an interval of `covered_at`."""
    covered_at: float | None
    top_tenth: float | None
    """Share of the margin that came from the tenth with the highest forecast; None without any."""
    rejected: str | None
    """Why it may not be chosen, where it may not."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Forecasts from past days against what came, with the baselines beside them."""

    origins: tuple[Origin, ...]
    chosen: Candidate
    candidates: tuple[Candidate, ...]
    level: float

    @property
    def with_interval(self) -> int:
        """Origins whose forecast of all orders had an interval."""
        return sum(origin.orders.inside is not None for origin in self.origins)

    @property
    def hits(self) -> int:
        """Origins at which the orders that came fell inside it."""
        return sum(origin.orders.inside is True for origin in self.origins)

    @property
    def best_baseline(self) -> Candidate | None:
        """The simplest thing that did best on the total."""
        simple = [one for one in self.candidates if one.is_baseline]
        return min(simple, key=_by_error, default=None)


def backtest_of(card: ModelCard) -> Backtest | None:
    """The backtest behind a forecast; None where nothing could be scored."""
    by_name: dict[str, list[Score]] = {}
    for score in card.score_card.scores:
        by_name.setdefault(score.candidate, []).append(score)
    if card.model not in by_name:
        return None
    found = {name: _candidate(scores, card.level) for name, scores in by_name.items()}
    return Backtest(
        origins=tuple(
            Origin(score.origin, score.days, score.total_orders, score.total_margin)
            for score in sorted(by_name[card.model], key=lambda score: score.origin)
        ),
        chosen=found[card.model],
        candidates=tuple(
            sorted(found.values(), key=lambda one: (one.is_baseline, *_by_error(one)))
        ),
        level=card.level,
    )


def _candidate(scores: list[Score], level: float) -> Candidate:
    first = scores[0]
    levels = {one.level for score in scores for one in score.coverage}
    nearest = min(levels, key=lambda at: abs(at - level), default=None)
    covered = [one.orders for score in scores for one in score.coverage if one.level == nearest]
    return Candidate(
        name=first.candidate,
        title=first.title,
        is_baseline=first.is_baseline,
        total_error=_mean([abs(score.bias) for score in scores]),
        customer_error=sum(score.mae for score in scores) / len(scores),
        coverage=_mean(covered),
        covered_at=nearest,
        top_tenth=_mean([score.top_tenth for score in scores]),
        rejected=next((score.rejected for score in scores if score.rejected), None),
    )


def _by_error(candidate: Candidate) -> tuple[float, float]:
    """The smaller, the better: by the total, and by customers where no total can be missed."""
    return candidate.total_error or 0.0, candidate.customer_error


def _mean(values: list[float]) -> float | None:
    """Over those that are known: where nothing came there is no share of it."""
    known = [value for value in values if isfinite(value)]
    return sum(known) / len(known) if known else None
