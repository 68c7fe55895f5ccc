"""How much the data can carry: formula, cohort, pooled, individual; which step was taken, and why.

Each step asks more of the data than the one below it. A step that the data cannot carry is left
with a reason, never with a zero or with a number that only looks like one.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from volver.domain.estimate import NotEnough
from volver.domain.value import Step
from volver.predict.base import Base, log_gaps
from volver.predict.baselines import BASELINES, SAME_RATE, SAME_RATE_TITLE, look_back, same_rate
from volver.predict.challenger.duel import CHALLENGER, TITLE
from volver.predict.groups.money import money_by_group
from volver.predict.groups.prediction import ByGroup, by_group, grouped_model
from volver.predict.money.choice import MoneyChoice, money_model, with_squares
from volver.predict.money.model import Money
from volver.predict.outlook import Outlook, Prediction
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED, NEEDS_GAPS, SEASONAL
from volver.predict.purchases.grouped import Grouped
from volver.predict.purchases.model import Fitted, Foretelling, PurchaseModel
from volver.predict.purchases.ridges import is_homogeneous
from volver.predict.purchases.stacked import clock_of, parts, stacked
from volver.predict.question import AUTO, Question
from volver.predict.renewals.bills import Bills
from volver.predict.renewals.contracts import Contracts, contracts_of
from volver.predict.renewals.prediction import RENEWALS, under_contract
from volver.predict.renewals.prediction import TITLE as OF_CONTRACTS
from volver.predict.season.models import season_of, seasonal_model, told
from volver.store.snapshot import Snapshot

AnyFitted = Fitted[Foretelling] | Fitted[Grouped[PurchaseModel]]

FEWEST_BACK = 10
"""Customers who came back that a model of repeat purchases needs; orders that any mean needs."""
FEWEST_KNOWN = 50
"""Customers at the start of a past window that it needs to say anything of others."""
UNSURE = 1.0
"""Shape of the weak prior where too few came back to show how customers differ: their rates
scatter as widely as an exponential distribution."""


@dataclass(frozen=True, slots=True)
class Rung:
    """The step that was taken: what predicts, and why it and no other."""

    step: Step
    model: str
    title: str
    prediction: Prediction | None
    why: str = ""
    absent: NotEnough | None = None
    """Why there is no prediction; None where there is one."""
    fitted: AnyFitted | None = None
    money: Money | None = None
    money_why: str | None = None
    """Why margins are not by Gamma-Gamma; None where they are."""

    @property
    def without_groups(self) -> Fitted[Foretelling] | None:
        """What was fitted, where it is one model for all."""
        if self.fitted is None or isinstance(self.fitted.model, Grouped):
            return None
        return Fitted(self.fitted.model, self.fitted.fit)


def climb(
    snapshot: Snapshot,
    base: Base,
    question: Question,
    order: Sequence[str],
    why: Mapping[str, str],
    margins: MoneyChoice | None = None,
) -> Rung:
    """Take the highest step that the data can carry.

    order: candidates to try, the best first; why: what speaks for them, by name; margins: what
    the backtest says of those.
    """
    absent = too_little(base, question.days)
    if absent is not None:
        return Rung(Step.NONE, "none", "No forecast", None, absent.why, absent)
    reasons: list[str] = []
    for name in dict.fromkeys([*order, "cohort-mean", SAME_RATE]):
        rung = _try(name, snapshot, base, question, margins)
        if isinstance(rung, Rung):
            said = [*reasons, why[name]] if name in why else reasons
            clock = clock_of(rung.without_groups.model) if rung.without_groups else None
            if clock is not None:
                said = [*said, told(clock)]
            if isinstance(rung.prediction, ByGroup):
                said = [*said, rung.prediction.told]
            return replace(rung, why="; ".join(said))
        reasons.append(rung)
    formula = same_rate(base, question, shape=UNSURE)
    return Rung(Step.FORMULA, "formula", "Formula", formula, "; ".join(reasons))


def too_little(base: Base, days: int) -> NotEnough | None:
    """Why there can be no forecast at all over so many days; None where there can be one."""
    if len(base) == 0:
        return NotEnough("there is no customer with an order", 2, 0)
    if len(base) == 1:
        return NotEnough("one customer cannot tell what customers do", 2, 1)
    if base.age.max() < 1:
        return NotEnough("every order was placed on the observation date", 2, 1)
    # Half an order in a fortnight would be thirteen a year: no data, only the prior, stretched.
    if base.x.sum() == 0 and (seen := int(base.age.sum())) < days:
        return NotEnough("nobody has come back yet, in fewer days than are asked about", days, seen)
    return None


def _try(
    name: str, snapshot: Snapshot, base: Base, question: Question, margins: MoneyChoice | None
) -> Rung | str:
    """The rung of one candidate, or why it cannot be taken."""
    if all(part in CANDIDATES or part in SEASONAL for part in parts(name)) or name in GROUPED:
        if base.log_gaps is None and any(part in NEEDS_GAPS for part in parts(name)):
            base = replace(base, log_gaps=log_gaps(snapshot))
        return _individual(name, snapshot, with_squares(base, snapshot, margins), question, margins)
    if name == CHALLENGER:
        from volver.predict.challenger.learn import challenge  # which is built on this module

        found = challenge(snapshot, base, question)
        if isinstance(found, str):
            return found
        return Rung(Step.INDIVIDUAL, name, TITLE, found, money=found.money)
    if name == RENEWALS:
        return _renewing(snapshot, with_squares(base, snapshot, margins), question, margins)
    if name in BASELINES:
        return _cohort(name, snapshot, base, question)
    if (repeats := int(base.x.sum())) < FEWEST_BACK:
        return f"one rate for everybody needs {FEWEST_BACK} repeat orders: there are {repeats}"
    return Rung(Step.POOLED, SAME_RATE, SAME_RATE_TITLE, same_rate(base, question))


def _individual(
    name: str, snapshot: Snapshot, base: Base, question: Question, margins: MoneyChoice | None
) -> Rung | str:
    with ThreadPoolExecutor(1) as beside:  # two fits that share nothing, for two cores
        worth = beside.submit(money_model, base, margins)
        fitted = _fitted(name, snapshot, base, question)
        money, money_why = worth.result()
    if isinstance(fitted, str):
        return fitted
    if question.model == AUTO and (why := degenerate(fitted)):
        return f"{fitted.model.title}: {why}"
    outlook = outlook_of(base, fitted, money, question.days, question.rate.annual)
    return Rung(
        Step.INDIVIDUAL,
        name,
        fitted.model.title,
        outlook,
        fitted=fitted,
        money=money,
        money_why=money_why,
    )


def _renewing(
    snapshot: Snapshot, base: Base, question: Question, margins: MoneyChoice | None
) -> Rung | str:
    contracts = contracts_of(snapshot, base)
    if not isinstance(contracts, Contracts):
        return contracts or "there are no subscriptions"
    money, money_why = money_model(base, margins)
    bills = Bills.of(look_back(snapshot, question.days), money)
    found = under_contract(base, contracts, money, bills, question.days, question.rate.annual)
    if isinstance(found, str):
        return found
    return Rung(Step.INDIVIDUAL, RENEWALS, OF_CONTRACTS, found, money=money, money_why=money_why)


def outlook_of(base: Base, fitted: AnyFitted, money: Money, days: int, annual: float) -> Prediction:
    """What a fit foretells, with groups or without."""
    if isinstance(fitted.model, Grouped):
        return by_group(
            base, Fitted(fitted.model, fitted.fit), money_by_group(base, money), days, annual
        )
    return Outlook(base, Fitted(fitted.model, fitted.fit), money, days, annual)


def _fitted(name: str, snapshot: Snapshot, base: Base, question: Question) -> AnyFitted | str:
    shares = parts(name)
    if len(shares) > 1:
        return _together(shares, snapshot, base, question)
    if name in GROUPED:
        common = purchase_model(base, name.removesuffix(Grouped.suffix))
        return common if isinstance(common, str) else grouped_model(base, common)
    return _alone(name, snapshot, base, question)


def _together(
    shares: Mapping[str, float], snapshot: Snapshot, base: Base, question: Question
) -> Fitted[Foretelling] | str:
    fits: list[Fitted[Foretelling]] = []
    for part in shares:
        fitted = _alone(part, snapshot, base, question)
        if isinstance(fitted, str):
            return fitted
        if question.model == AUTO and (why := degenerate(fitted)):
            return f"{fitted.model.title}: {why}"
        fits.append(fitted)
    return stacked(list(shares.values()), fits)


def _alone(
    name: str, snapshot: Snapshot, base: Base, question: Question
) -> Fitted[Foretelling] | str:
    if name in CANDIDATES:
        return purchase_model(base, name)
    season = season_of(snapshot, base, question.events)
    return season if isinstance(season, str) else seasonal_model(base, name, season)


def _cohort(name: str, snapshot: Snapshot, base: Base, question: Question) -> Rung | str:
    past = look_back(snapshot, question.days)
    if past is None or len(past.then) < FEWEST_KNOWN:
        known = 0 if past is None else len(past.then)
        return f"a past window needs {FEWEST_KNOWN} customers at its start: there were {known}"
    if (orders := int(past.orders.sum())) < FEWEST_BACK:
        return f"a past window needs {FEWEST_BACK} orders in it: there were {orders}"
    title, make = BASELINES[name]
    return Rung(Step.COHORT, name, title, make(base, past, question))


def purchase_model(base: Base, name: str) -> Fitted[PurchaseModel] | str:
    """Fit one model of the catalogue, or say why it cannot be fitted."""
    model, back = CANDIDATES[name], int((base.x > 0).sum())
    if back < FEWEST_BACK:
        return f"{model.title} needs {FEWEST_BACK} customers who came back: there are {back}"
    fitted = model.fit(base.histories)
    return fitted if fitted.fit.converged else f"{model.title} found no best fit"


def degenerate(fitted: AnyFitted) -> str | None:
    """Why a fit may not be chosen; None where its expectations are pinned down."""
    ridge = fitted.fit.ridge
    return None if is_homogeneous(ridge) else ridge
