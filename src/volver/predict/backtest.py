"""Rolling origins: forecast from a day in the past, look at what came, move the day.

At each origin every candidate is fitted again on what was known then, refunds too, and foretells
the customers known by then. The test window is the business horizon, but at most half of the
history, so that no candidate is judged on more time than it has seen.

Source: Tashman (2000), Out-of-sample tests of forecasting accuracy, International Journal of
Forecasting 16(4), 437-450: rolling origins, parameters updated at each.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial

import numpy as np

from volver.domain.history import Vector
from volver.domain.ports import Progress
from volver.domain.time import DiscountRate, Horizon
from volver.predict.base import Base, log_gaps
from volver.predict.baselines import (
    BASELINES,
    SAME_RATE,
    SAME_RATE_TITLE,
    Past,
    look_back,
    same_rate,
)
from volver.predict.challenger.duel import CHALLENGER, TITLE, untried
from volver.predict.challenger.learn import taught
from volver.predict.challenger.lesson import Lesson, lesson
from volver.predict.groups.money import MoneyByGroup, money_by_group
from volver.predict.groups.prediction import by_group, grouped_model
from volver.predict.groups.profiles import Groups, groups_of
from volver.predict.ladder import FEWEST_KNOWN, degenerate, purchase_model
from volver.predict.money.choice import MoneyChoice, choose_money, money_model, with_squares
from volver.predict.money.model import Money
from volver.predict.outlook import Outlook
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED, SEASONAL, TRIED_WITH_GROUPS
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.grouped import Grouped
from volver.predict.purchases.model import Fitted, PurchaseModel
from volver.predict.purchases.regular import AT_RANDOM
from volver.predict.purchases.stacked import spelled, stacked
from volver.predict.question import Question
from volver.predict.renewals.bills import Bills
from volver.predict.renewals.contracts import Contracts, contracts_of
from volver.predict.renewals.prediction import RENEWALS, under_contract
from volver.predict.renewals.prediction import TITLE as OF_CONTRACTS
from volver.predict.scoring import Came, Trial, judge
from volver.predict.season.fit import Season
from volver.predict.season.models import season_of, seasonal_model
from volver.store.engine import as_float
from volver.store.snapshot import Snapshot

MOST_ORIGINS = 4
CLOSEST = 0.5
"""Origins are at least this share of the window apart: closer ones see nearly the same."""
SAMPLE = 25_000
"""Customers that are scored, at most about: their standard error is small by then."""
CORES = 2
"""Origins that are gone through at once."""
SHORTEST = 14
"""A test window of fewer days tells nothing of a horizon."""


@dataclass(frozen=True)
class Seen:
    """What was known at an origin, and what came."""

    base: Base
    came: Came
    past: Past | None = None
    """The window before the origin, where there is one to look back on."""
    season: Season | str = ""
    """What was known of it at the origin, or why nothing was."""
    lesson: Lesson | str | None = None
    """What can teach a challenger; None where none was asked for."""
    contracts: Contracts | str | None = None
    """Who was under contract, or why orders are looked at instead; None where nobody told."""
    margins: MoneyChoice | None = None
    """The model of margins that did best at all origins; None where one was tried only."""

    @cached_property
    def money(self) -> Money:
        """What was known of margins."""
        return money_model(self.base, self.margins)[0]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every candidate at every origin."""

    trials: tuple[Trial, ...]
    window_days: int
    sampled: bool
    no_season: str | None = None
    """Why no candidate has a season; None where some have."""
    no_groups: str | None = None
    """Why no candidate has groups though some were named; None also where none were."""
    no_challenger: str | None = None
    """Why none was tried although one was asked for."""
    no_contracts: str | None = None
    """Why renewals were not tried although the company told of subscriptions."""
    seen: Mapping[date, Seen] = field(default_factory=dict)
    """By origin; customers in the order of the trials."""
    margins: MoneyChoice | None = None
    """The model of margins that did best; None where one was tried only."""

    def with_stack(self, shares: Mapping[str, float]) -> "Backtest":
        """Those trials and the stack's, at the origins that have all of its models.

        shares: of candidates, by name. They were learnt at these origins, as was the choice: a
        handful of numbers from thousands of customers.
        """
        found = list(self.trials)
        for origin, seen in self.seen.items():
            here = {t.score.candidate: t.fitted for t in self.trials if t.score.origin == origin}
            fits = [fit for name in shares if (fit := here.get(name)) is not None]
            if len(fits) == len(shares):
                fitted = stacked(list(shares.values()), fits)
                outlook = Outlook(seen.base, fitted, seen.money, self.window_days, 0.0)
                name, title = spelled(shares), fitted.model.title
                found.append(judge(name, title, outlook, seen.came, False))
        return replace(self, trials=tuple(found))

    def pits(self, name: str) -> list[tuple[Vector, Vector]]:
        """(x, PIT) of one candidate at the last origin, and before it at those whose windows had
        ended by then: others share with the last what happened to everybody."""
        of_name = [trial for trial in self.trials if trial.score.candidate == name]
        last = max((trial.score.origin for trial in of_name), default=date.min)
        return [
            (self.seen[trial.score.origin].base.x.astype(np.float64), trial.pit)
            for trial in of_name
            if trial.score.origin in self.seen
            and (last - trial.score.origin).days not in range(1, self.window_days)
        ]


def backtest(snapshot: Snapshot, question: Question, progress: Progress) -> Backtest | str:
    """Score all candidates, or say why nothing can be scored."""
    days, found = origins(snapshot.first_day, snapshot.as_of, question.days)
    if not found:
        return f"no backtest: it needs {2 * SHORTEST} days of history"
    sample = snapshot.sample(SAMPLE)
    short = replace(question, horizon=Horizon(days), rate=DiscountRate(0.0))
    seen = [_seen(sample, origin, short) for origin in found]
    margins = choose_money([(one.base, one.came) for one in seen])
    seen = [replace(one, margins=margins) for one in seen]
    trials: list[Trial] = []
    with ThreadPoolExecutor(CORES) as pool:  # origins share nothing
        for done, judged in enumerate(pool.map(partial(_trials, question=short), seen)):
            progress.step("backtest", (done + 1) / len(found))
            trials += judged
    if not trials:
        return f"no backtest: it needs {FEWEST_KNOWN} customers known at an origin"
    sampled, season = sample is not snapshot, seen[-1].season
    no_season = season if isinstance(season, str) else None
    if no_season is not None:
        trials = [trial for trial in trials if trial.score.candidate not in SEASONAL]
    groups = seen[-1].base.groups
    no_groups = groups if isinstance(groups, str) else None
    if no_groups is not None:
        trials = [trial for trial in trials if trial.score.candidate not in GROUPED]
    no_challenger = untried(trials) if question.challenger else None
    if no_challenger is not None:
        trials = [trial for trial in trials if trial.score.candidate != CHALLENGER]
    contracts = seen[-1].contracts
    no_contracts = contracts if isinstance(contracts, str) else None
    by_origin = {each.came.origin: each for each in seen}
    notes = no_season, no_groups, no_challenger, no_contracts
    return Backtest(tuple(trials), days, sampled, *notes, by_origin, margins)


def origins(first: date, as_of: date, horizon: int) -> tuple[int, list[date]]:
    """The test window's days, and the origins, earliest first.

    Evenly spaced from where as much is known as will be tested to where the window ends today.

    >>> [str(day) for day in origins(date(2020, 1, 1), date(2024, 1, 1), 365)[1]]
    ['2020-12-31', '2021-09-01', '2022-05-02', '2023-01-01']
    """
    history = (as_of - first).days
    days = min(horizon, history // 2)
    if days < SHORTEST:
        return days, []
    room = history - 2 * days
    count = min(MOST_ORIGINS, 1 + int(room / (CLOSEST * days)))
    earlier = [round(room * k / max(count - 1, 1)) for k in reversed(range(count))]
    return days, [as_of - timedelta(days=days + step) for step in earlier]


def _seen(sample: Snapshot, origin: date, question: Question) -> Seen:
    days = question.days
    columns = sample.outcomes(origin, days)
    came = Came(
        origin,
        days,
        columns["actual_orders"].astype("int64"),
        as_float(columns["actual_margin"]),
    )
    then = sample.at(origin)
    base = with_squares(Base.of(columns, log_gaps(then), groups_of(then)), then)
    season = season_of(then, base, question.events)
    teaches = lesson(then, base, days) if question.challenger else None
    return Seen(base, came, look_back(then, days), season, teaches, contracts_of(then, base))


def _trials(seen: Seen, question: Question) -> list[Trial]:
    """All candidates at one origin; none where too few customers were known."""
    base, came = seen.base, seen.came
    if len(base) < FEWEST_KNOWN:
        return []
    trials: list[Trial] = []
    margins = money_by_group(base, seen.money) if isinstance(base.groups, Groups) else None
    for name in CANDIDATES:
        fitted = purchase_model(base, name)
        if isinstance(fitted, str) or fitted.fit.ridge == AT_RANDOM:
            continue  # a model of one phase is there already, under its own name
        outlook = Outlook(base, fitted, seen.money, question.days, 0.0)
        title = fitted.model.title
        plain = judge(name, title, outlook, came, False, degenerate(fitted))
        trials.append(plain)
        if name + Clocked.suffix in SEASONAL:
            trials.append(_with_season(plain, seen, question))
        if name in TRIED_WITH_GROUPS and base.groups is not None:
            trials.append(_with_groups(plain, fitted, seen, margins))
    if isinstance(seen.contracts, Contracts):
        bills = Bills.of(seen.past, seen.money)
        renewing = under_contract(base, seen.contracts, seen.money, bills, question.days, 0.0)
        if not isinstance(renewing, str):
            trials.append(judge(RENEWALS, OF_CONTRACTS, renewing, came, False))
    if isinstance(seen.lesson, Lesson):
        boosted = taught(seen.lesson, 0.0)
        if not isinstance(boosted, str):
            trials.append(judge(CHALLENGER, TITLE, boosted, came, False))
    return [*trials, *_baselines(seen, question)]


def _baselines(seen: Seen, question: Question) -> Iterator[Trial]:
    base, came, past = seen.base, seen.came, seen.past
    if past is not None and past.orders.sum() > 0:
        for name, (title, make) in BASELINES.items():
            yield judge(name, title, make(base, past, question), came, True)
    yield judge(SAME_RATE, SAME_RATE_TITLE, same_rate(base, question), came, True)


def _with_season(plain: Trial, seen: Seen, question: Question) -> Trial:
    """The same model on the clock of the season; as it is, where none could be learnt yet.

    So a candidate with a season is a rule that can be kept at every origin: learn one where it
    can be learnt.
    """
    name = plain.score.candidate + Clocked.suffix
    title = f"{plain.score.title} with season"
    if not isinstance(seen.season, str):
        fitted = seasonal_model(seen.base, name, seen.season)
        if not isinstance(fitted, str):
            outlook = Outlook(seen.base, fitted, seen.money, question.days, 0.0)
            return judge(name, title, outlook, seen.came, False, degenerate(fitted))
    return replace(plain, score=replace(plain.score, candidate=name, title=title))


def _with_groups(
    plain: Trial, fitted: Fitted[PurchaseModel], seen: Seen, margins: MoneyByGroup | None
) -> Trial:
    """The same model with groups; as it is, where they could not be fitted: a rule to be kept."""
    score = plain.score
    name, title = score.candidate + Grouped.suffix, f"{score.title} with groups"
    found = grouped_model(seen.base, fitted)
    if margins is not None and not isinstance(found, str):
        prediction = by_group(seen.base, found, margins, score.days, 0.0)
        return judge(name, title, prediction, seen.came, False, degenerate(found))
    return replace(plain, score=replace(score, candidate=name, title=title))
