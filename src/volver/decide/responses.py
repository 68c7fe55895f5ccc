"""Effects by segment and action: from a campaign with random arms, from ranges, and from both.

What a campaign shows of a small segment is mostly chance, and a plan picks what looks best. So
effects are drawn to what segments have in common before anything is planned with them: see
`stats.shrinkage`. A forecast of who stays if nobody does anything helps twice: it stands beside the
holdout, and it says whom a nudge can move at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.response import Effect, Outcome, updated
from volver.stats.shrinkage import Vector, shrink

DRAWS = 2000
HOLDOUT = 0
"""The arm that nothing was done to."""
UNKNOWN = 1e6
"""Times the largest standard error of the campaign: that of a cell in which nobody was."""


@dataclass(frozen=True, slots=True)
class Table:
    """Effects as arrays, with draws that hold how sure we are of all of them together."""

    segments: tuple[str, ...]
    actions: tuple[str, ...]
    outcome: Outcome
    effects: tuple[Effect, ...]
    """One for each segment and action, segment by segment."""
    draws: Vector
    """Shape (draws, segments, actions)."""

    @property
    def means(self) -> Vector:
        """Shape (segments, actions)."""
        found = np.array([effect.mean for effect in self.effects])
        return found.reshape(len(self.segments), len(self.actions))


def table(effects: Iterable[Effect], seed: int, draws: int = DRAWS) -> Table:
    """Effects as they are known one by one, each with its own normal draws.

    Raises BadInput where a segment and action has no effect or two, or outcomes are mixed.
    """
    known = tuple(effects)
    segments = tuple(dict.fromkeys(effect.segment for effect in known))
    actions = tuple(dict.fromkeys(effect.action for effect in known))
    by_cell = {(effect.segment, effect.action): effect for effect in known}
    outcomes = {effect.outcome for effect in known}
    if len(by_cell) != len(known) or len(known) != len(segments) * len(actions):
        raise BadInput(
            what="Each action needs exactly one effect in each segment",
            where="effects",
            next_step="Give a range where nothing was measured, and combine what is there twice.",
        )
    if len(outcomes) != 1:
        raise BadInput(
            what="Effects on keeping and effects on margin are in one table",
            where="effects",
            next_step="Make a table for each outcome.",
        )
    placed = tuple(by_cell[s, a] for s in segments for a in actions)
    mean = np.array([effect.mean for effect in placed]).reshape(len(segments), -1)
    error = np.array([effect.standard_error for effect in placed]).reshape(len(segments), -1)
    noise = np.random.default_rng(seed).standard_normal((draws, *mean.shape))
    return Table(segments, actions, placed[0].outcome, placed, mean + error * noise)


def combined(known: Iterable[Effect], measured: Iterable[Effect]) -> list[Effect]:
    """What is known after lessons: an effect for each action and segment of either."""
    found = {(e.action, e.segment, e.outcome): e for e in known}
    for lesson in measured:
        key = lesson.action, lesson.segment, lesson.outcome
        found[key] = updated(found[key], lesson) if key in found else lesson
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Tally:
    """What a campaign with random arms shows, segment by segment."""

    people: NDArray[np.int64]
    """Shape (segments, arms); arm 0 is the holdout."""
    mean: Vector
    """Of the outcome. Shape (segments, arms)."""
    variance: Vector
    """Of the outcome of one person. Shape (segments, arms)."""

    @property
    def effects(self) -> Vector:
        """Treated less holdout, as seen. Shape (segments, actions)."""
        return np.asarray(self.mean[:, 1:] - self.mean[:, :1])

    @property
    def errors(self) -> Vector:
        """Variance of these means. Shape (segments, arms)."""
        own = self.variance / np.maximum(self.people, 1)
        return np.asarray(np.where(self.people > 1, own, UNKNOWN * own.max()))

    @property
    def covariance(self) -> Vector:
        """Of the effects: all actions of a segment share its holdout. Shape (segments, k, k)."""
        return _shared(self.errors[:, 1:], self.errors[:, 0])


def _shared(own: Vector, holdout: Vector) -> Vector:
    """Covariance of differences from one mean. Shapes (segments, k) and (segments,)."""
    return np.asarray(own[:, :, None] * np.eye(own.shape[1]) + holdout[:, None, None])


def tally(
    segment: NDArray[np.integer],
    arm: NDArray[np.integer],
    outcome: Vector,
    segments: int,
    arms: int,
) -> Tally:
    """Counts, means and variances of a campaign. segment, arm, outcome: shape (people,).

    The variance is that of all in a segment around the means of their arms: a few people, or a few
    who all stayed, say too little of their own.
    """
    cells = segment * arms + arm
    size = segments * arms
    people = np.bincount(cells, minlength=size).reshape(segments, arms)
    total = np.bincount(cells, outcome, size).reshape(segments, arms)
    squares = np.bincount(cells, outcome**2, size).reshape(segments, arms)
    mean = total / np.maximum(people, 1)
    pooled = (squares - people * mean**2).sum(axis=1) / np.maximum(
        people.sum(axis=1) - (people > 0).sum(axis=1), 1
    )
    variance = np.repeat(pooled[:, None], arms, axis=1)
    return Tally(people, mean, variance)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is forecast of each segment if nobody does anything."""

    kept: Vector
    """Chance to stay, mean of the segment. Shape (segments,)."""
    error: Vector
    """Variance of this mean, by who happens to be in the segment today. Shape (segments,)."""
    sway: Vector
    """Mean of `sway`. Shape (segments,)."""

    @classmethod
    def of(cls, segment: NDArray[np.integer], risk: Vector, segments: int) -> "Forecast":
        """From each customer's chance to leave. segment, risk: shape (n,)."""
        people = np.maximum(np.bincount(segment, minlength=segments), 1)
        risks, squares, sways = (
            np.bincount(segment, each, segments) / people for each in (risk, risk**2, sway(risk))
        )
        return cls(1 - risks, (squares - risks**2) / people, sways)

    def beside(self, tallied: Tally) -> tuple[Vector, Vector]:
        """The holdout's means with the forecast, and their variances. Shape (segments,).

        By how much forecasts are wrong, beyond chance, is seen where both are known: DerSimonian &
        Laird (1986), Controlled Clinical Trials 7(3), 177-188, around 0. A forecast that is far off
        counts for little, and one that is right replaces much of the holdout's scatter.
        """
        seen, error = tallied.mean[:, HOLDOUT], tallied.errors[:, HOLDOUT]
        by_chance = error + self.error
        excess = np.average((seen - self.kept) ** 2 - by_chance, weights=1 / by_chance)
        wrong = np.maximum(self.error + max(float(excess), 0.0), 1e-12)
        both = 1 / (1 / error + 1 / wrong)
        return both * (seen / error + self.kept / wrong), both


def sway(risk: Vector) -> Vector:
    """How far a nudge moves the chance to stay: none who stay or leave for sure, most in between.

    It is the slope of the logistic curve, by which logistic regression has effects differ too.

    >>> sway(np.array([0.0, 0.1, 0.5, 1.0])).round(2).tolist()
    [0.0, 0.09, 0.25, 0.0]
    """
    return np.asarray(risk * (1 - risk))


def learnt(
    tallied: Tally,
    segments: Sequence[str],
    actions: Sequence[str],
    outcome: Outcome,
    seed: int,
    draws: int = DRAWS,
    forecast: Forecast | None = None,
) -> Table:
    """Effects of a campaign, drawn to what segments have in common, with draws of all together.

    forecast: for the outcome `kept` only. What segments have in common is then the nudge, and not
    what it comes to among those who can hardly be moved.
    """
    seen, covariance, unit = tallied.effects, tallied.covariance, np.ones((len(segments), 1))
    if forecast is not None:
        holdout, error = forecast.beside(tallied)
        seen = tallied.mean[:, 1:] - holdout[:, None]
        covariance = _shared(tallied.errors[:, 1:], error)
        unit = forecast.sway[:, None]
    generator = np.random.default_rng(seed)
    found = unit * shrink(seen / unit, covariance / unit[:, :, None] ** 2, draws, generator)
    mean, error = found.mean(axis=0), found.std(axis=0, ddof=1)
    effects = tuple(
        Effect(action, segment, outcome, float(mean[s, a]), float(error[s, a]), "experiment",
               int(tallied.people[s, [HOLDOUT, a + 1]].sum()))
        for s, segment in enumerate(segments) for a, action in enumerate(actions)
    )  # fmt: skip
    return Table(tuple(segments), tuple(actions), outcome, effects, found)


def as_seen(
    tallied: Tally, segments: Sequence[str], actions: Sequence[str], outcome: Outcome
) -> list[Effect]:
    """The same effects as the campaign shows them, nothing drawn to anything: for comparison."""
    seen, error = tallied.effects, np.sqrt(np.einsum("saa->sa", tallied.covariance))
    return [
        Effect(action, segment, outcome, float(seen[s, a]), float(error[s, a]), "experiment",
               int(tallied.people[s, [HOLDOUT, a + 1]].sum()))
        for s, segment in enumerate(segments) for a, action in enumerate(actions)
    ]  # fmt: skip
