"""Which candidate forecasts: the best by backtest, the simplest among equals.

The best mean log score of the count wins, origins weighing alike; a simpler model takes its place
if it is within one standard error of the paired difference. Degenerate fits are rejected. The
models stand unless a baseline beats them all by more than that error: then the ladder steps down.

Source: the one-standard-error rule of Breiman et al. (1984), Classification and Regression Trees,
section 3.4.3, on paired differences of a proper score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import signature

import numpy as np

from volver.domain.card import ScoreCard
from volver.domain.history import Vector
from volver.predict.backtest import Backtest
from volver.predict.challenger.duel import CHALLENGER, duel
from volver.predict.money.choice import MoneyChoice
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED, NEEDS_GAPS, SEASONAL
from volver.predict.purchases.grouped import Grouped
from volver.predict.purchases.stacked import parts, spelled, without_clock
from volver.predict.question import AUTO, Question
from volver.predict.recalibrate import Recalibration, recalibration
from volver.predict.renewals.prediction import RENEWALS
from volver.predict.scoring import Trial
from volver.predict.stack import mixed, shares


def _simplicity(name: str) -> tuple[int, bool]:
    """Parameters, k one of them; of equals BG last, under which one-time buyers are never gone."""
    parameters = len(signature(CANDIDATES[name]).parameters) + (name in NEEDS_GAPS)
    return parameters, name.startswith("bg-")


BY_SIMPLICITY = tuple(sorted(CANDIDATES, key=_simplicity))
"""nbd, mbg-nbd, pareto-nbd, bg-nbd, mbg-cnbd-k, bg-cnbd-k."""
UNTESTED = ("mbg-nbd", "pareto-nbd", "bg-nbd", "nbd")
"""The order in which models are tried without a backtest: the simplest asserts that nobody leaves,
which only a backtest or a degenerate fit of the others can show; regular orders have to be shown,
too."""
STEPS = ("history-mean", "cohort-mean", "same-rate")
"""Baselines that may forecast; last year again is shown only, it knows nobody new."""

WORTH = 0.001
"""Mean log score that several models have to gain over one: a forecast that gives what came a
thousandth more probability is not worth the words."""
NO_BETTER = "a season was tried, and is no better by more than one standard error"
ALIKE = "groups were tried, and are no better by more than one standard error"
UNSCORED = "the default: it could not be scored"


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates to try, the best first, and what speaks for them."""

    order: tuple[str, ...]
    why: Mapping[str, str]
    """By candidate; of most there is nothing to say."""
    score_card: ScoreCard
    tested: Backtest | None
    """What was seen of the candidates; None without a backtest, or over a shorter window, which
    says nothing of a longer one."""

    margins: MoneyChoice | None = None
    """What the backtest says of margins, whatever the window."""

    def moved(self, name: str) -> Recalibration | None:
        """Where a candidate's quantiles belong by the past; None: where they are, as are those
        of the challenger, which moves its own."""
        if self.tested is None or name == CHALLENGER:
            return None
        return recalibration(self.tested.pits(name))


def choose(question: Question, tested: Backtest | str) -> Choice:
    """Choose by backtest, or take the model that was asked for, or the default.

    tested: the backtest, or why there is none.
    """
    if isinstance(tested, str):
        card = ScoreCard((), 0, 0, sampled=False, why=tested)
        order, why = list(UNTESTED), dict.fromkeys(UNTESTED, f"the default: {tested}")
    else:
        trials = _by_candidate(tested)
        order, best, said = _ranked(trials)
        if question.model == AUTO and (together := _together(best, trials)):
            tested = tested.with_stack(together)
            best, said = spelled(together), _said_together(together, best, trials)
            order = [best, *order]
        elif len(parts(question.model)) > 1:
            tested = tested.with_stack(parts(question.model))
        said += _also_tried(tested, trials, best)
        if tested.no_challenger is not None:
            said += f"; {tested.no_challenger}"
        elif any(trial.score.candidate == CHALLENGER for trial in tested.trials):
            won, told = duel(tested.trials, best)
            said += f"; {told}"
            order, best = ([CHALLENGER, *order], CHALLENGER) if won else (order, best)
        why = {name: UNSCORED for name in order if name not in trials} | {best: said}
        scores = tuple(trial.score for trial in tested.trials)
        customers = scores[-1].customers
        card = ScoreCard(scores, tested.window_days, customers, tested.sampled, said)
    if question.model != AUTO:
        plain = without_clock(question.model).removesuffix(Grouped.suffix)
        order = list(dict.fromkeys([question.model, plain]))
        why = dict.fromkeys(order, "the model that was asked for")
    seen = None if isinstance(tested, str) or tested.window_days < question.days else tested
    margins = None if isinstance(tested, str) else tested.margins
    return Choice(tuple(order), why, card, seen, margins)


Trials = Mapping[str, list[Trial]]
"""Of each candidate, at the same origins in the same order."""


def _also_tried(tested: Backtest, trials: Trials, best: str) -> str:
    """What became of seasons and of groups."""
    said = ""
    if tested.no_season is not None:
        said += f"; {tested.no_season}"
    elif not any(part in SEASONAL for part in parts(best)) and any(
        name in SEASONAL for name in trials
    ):
        said += f"; {NO_BETTER}"
    if tested.no_contracts is not None:
        said += f"; {tested.no_contracts}"
    if tested.no_groups is not None:
        said += f"; {tested.no_groups}"
    elif best not in GROUPED and any(_may_be_chosen(name, trials) for name in GROUPED):
        said += f"; {ALIKE}"
    return said


def _by_candidate(tested: Backtest) -> Trials:
    """The candidates of the last origin, at the origins that have them all."""
    last = tested.trials[-1].score.origin
    scored = [t for t in tested.trials if t.score.candidate != CHALLENGER]  # it meets one alone
    names = [t.score.candidate for t in scored if t.score.origin == last]
    found: dict[str, list[Trial]] = {name: [] for name in names}
    for origin in sorted({trial.score.origin for trial in tested.trials}):
        here = {t.score.candidate: t for t in tested.trials if t.score.origin == origin}
        if all(name in here for name in names):
            for name in names:
                found[name].append(here[name])
    return found


def _ranked(trials: Trials) -> tuple[list[str], str, str]:
    """Names in the order in which they are to be tried, the best by score, and why it is.

    Models that could not be fitted at the last origin are tried before baselines: there is more
    to learn from now. Those that were degenerate come last.
    """
    models = [
        name
        for name in (*BY_SIMPLICITY, *SEASONAL, *GROUPED, RENEWALS)
        if _may_be_chosen(name, trials)
    ]
    baselines = sorted((n for n in STEPS if n in trials), key=lambda name: -_mean(trials[name]))
    unscored = [name for name in UNTESTED if name not in trials]
    rejected = [name for name in BY_SIMPLICITY if name in trials and name not in models]
    reasons = _rejections(trials)
    if not models:
        said = f"no model may be used: {reasons}; " if reasons else ""
        said += _said(baselines[0], baselines[0], trials)
        return [*unscored, *baselines, *rejected], baselines[0], said
    best = max(models, key=lambda name: _mean(trials[name]))
    chosen = next(name for name in models if _within(trials[name], trials[best]))
    rest = sorted((n for n in models if n != chosen), key=lambda name: -_mean(trials[name]))
    if baselines and not _within(trials[chosen], trials[baselines[0]]):
        return [*baselines, chosen, *rest], baselines[0], _said(baselines[0], chosen, trials)
    said = _said(chosen, baselines[0] if baselines else chosen, trials)
    if chosen != best:
        said += f"; simpler than {_title(trials[best])} and within one standard error of it"
    if reasons:
        said += f"; rejected: {reasons}"
    return [chosen, *rest, *baselines, *rejected], chosen, said


def _together(best: str, trials: Trials) -> dict[str, float] | None:
    """Shares of the models that are better together than the one that would be chosen; None where
    they are not, by more than one standard error and by WORTH."""
    models = {
        name: [trial.log_scores for trial in trials[name]]
        for name in (*BY_SIMPLICITY, *SEASONAL)
        if _may_be_chosen(name, trials)
    }
    if trials[best][-1].score.is_baseline:
        return None
    found = shares(models) if len(models) > 1 else {}
    if len(found) < 2:
        return None
    gap, error = _apart([trial.log_scores for trial in trials[best]], mixed(models, found))
    return found if gap > max(error, WORTH) else None


def _said_together(found: Mapping[str, float], best: str, trials: Trials) -> str:
    together = mixed({name: [t.log_scores for t in trials[name]] for name in found}, found)
    mean = float(np.mean([scores.mean() for scores in together]))
    title = spelled({_title(trials[name]): share for name, share in found.items()})
    return (
        f"{title} has a mean log score of {mean:.3f} at {_origins(together)}; alone"
        f" {_title(trials[best])} has {_mean(trials[best]):.3f}; together they are better by more"
        " than one standard error"
        + (f"; rejected: {reasons}" if (reasons := _rejections(trials)) else "")
    )


def _may_be_chosen(name: str, trials: Trials) -> bool:
    return name in trials and trials[name][-1].score.rejected is None


def _mean(trials: list[Trial]) -> float:
    return float(np.mean([trial.score.log_score for trial in trials]))


def _within(one: list[Trial], best: list[Trial]) -> bool:
    """Whether one is less than a standard error of the paired difference below the best."""
    gap, error = _apart([t.log_scores for t in one], [t.log_scores for t in best])
    return gap <= error


def _apart(one: Sequence[Vector], best: Sequence[Vector]) -> tuple[float, float]:
    """How much lower the mean log score of one is, and the standard error of that."""
    gaps = [b - a for a, b in zip(one, best, strict=True)]
    errors = [float(gap.std()) / len(gap) ** 0.5 for gap in gaps]
    error = float(np.sqrt(np.sum(np.square(errors)))) / len(errors)
    return float(np.mean([gap.mean() for gap in gaps])), error


def _said(winner: str, other: str, trials: Trials) -> str:
    won, lost = trials[winner], trials[other]
    text = f"{_title(won)} has a mean log score of {_mean(won):.3f} at {_origins(won)}"
    return text if winner == other else f"{text}, {_title(lost)} {_mean(lost):.3f}"


def _origins(found: Sequence[object]) -> str:
    return "1 origin" if len(found) == 1 else f"{len(found)} origins"


def _rejections(trials: Trials) -> str:
    reasons = [
        f"{_title(found)}: {found[-1].score.rejected}"
        for found in trials.values()
        if found[-1].score.rejected
    ]
    return "; ".join(reasons)


def _title(trials: list[Trial]) -> str:
    return trials[-1].score.title
