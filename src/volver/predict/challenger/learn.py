"""The challenger: two-part boosting, from a lesson to a prediction."""

from dataclasses import dataclass, replace

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, Whole
from volver.predict.challenger.boost import FOLDS, Foretold, deal, foretold, graded
from volver.predict.challenger.calibrate import AnyOrder, More
from volver.predict.challenger.features import Known, any_order, features
from volver.predict.challenger.lesson import Lesson, lesson
from volver.predict.challenger.outlook import Scatter, TwoPart, reached
from volver.predict.ladder import degenerate, purchase_model
from volver.predict.money.choice import money_model
from volver.predict.money.model import Money
from volver.predict.outlook import Outlook
from volver.predict.purchases.model import Fitted, Foretelling
from volver.predict.question import Question
from volver.predict.recalibrate import learnt
from volver.predict.value import even_discount
from volver.stats.scores import randomised_pit
from volver.store.snapshot import Snapshot

HELPERS = ("mbg-nbd", "pareto-nbd", "bg-nbd", "nbd")
"""Models whose outputs are features: the first that is sound today, else the first at all."""
FEWEST = 30
"""Customers of each kind (none, or several orders in the window) that a lesson needs."""
SMALL = 0.05
"""The size of a margin is at least this share of the usual one."""
SEED = 20_010_601


def challenge(snapshot: Snapshot, base: Base, question: Question) -> TwoPart | str:
    """The challenger's prediction for the customers of a snapshot, or why there is none."""
    found = lesson(snapshot, base, question.days)
    return found if isinstance(found, str) else taught(found, question.rate.annual)


def taught(given: Lesson, annual: float) -> TwoPart | str:
    """Learn a lesson and foretell the customers of its last day.

    annual: effective annual discount rate.
    """
    kinds = (given.orders == 0).sum(), (given.orders > 1).sum()
    if (have := int(min(kinds))) < FEWEST:
        return (
            f"a challenger needs {FEWEST} customers without an order in its window, and as many"
            f" with several: there are {have}"
        )
    helpers = _helpers(given)
    if helpers is None:
        return "a challenger needs a model of purchases beside it, and none could be fitted"
    then, now = (
        _seen(known, fitted, given.days)
        for known, fitted in zip((given.then, given.now), helpers, strict=True)
    )
    rows = graded(then.rows, now.rows)
    return _learnt(given, replace(then, rows=rows[0]), replace(now, rows=rows[1]), annual)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Customers as trees see them, and what the model of purchases says of them."""

    rows: Vector
    """Features, shape (n, features)."""
    any_order: Vector
    more: Vector
    """E[N - 1 | N >= 1]. Shape (n,)."""
    per_order: Vector
    money: Money


def _seen(known: Known, fitted: Fitted[Foretelling], days: int) -> _Seen:
    outlook = Outlook(known.base, fitted, money_model(known.base)[0], days, 0.0)
    some = any_order(outlook)
    return _Seen(
        rows=np.column_stack(list(features(known, outlook).values())),
        any_order=some,
        more=np.maximum(outlook.orders / np.maximum(some, 1e-12) - 1, 0),
        per_order=outlook.per_order,
        money=outlook.money,
    )


def _helpers(given: Lesson) -> tuple[Fitted[Foretelling], Fitted[Foretelling]] | None:
    """The model of purchases whose outputs are features, as fitted then and now."""
    unsound = None
    for name in HELPERS:
        then, now = (purchase_model(known.base, name) for known in (given.then, given.now))
        if isinstance(then, str) or isinstance(now, str):
            continue
        if degenerate(now) is None:
            return then, now
        unsound = unsound or (then, now)
    return unsound


def _learnt(given: Lesson, then: _Seen, now: _Seen, annual: float) -> TwoPart:
    fold, ordered = deal(len(given.orders)), given.orders > 0
    came, more = ordered.astype(np.float64), np.maximum(given.orders - 1, 0)
    trees = foretold("log_loss", fold, then.rows, came, now.rows)
    likely = AnyOrder.fit(trees.unseen, then.any_order, came)
    again = foretold("poisson", fold, then.rows, more, now.rows, of=ordered)
    many = More.fit(again.unseen[ordered], then.more[ordered], more[ordered])
    per_order, ahead, money = _margins(given, then, now, fold)

    p, extra = likely.at(trees.unseen, then.any_order), many.at(again.unseen, then.more)
    usual = float(np.mean(np.abs(given.margin[ordered]) / given.orders[ordered]))
    least = max(SMALL * usual, 1e-9)
    size, some = np.maximum(np.abs(per_order), least), 1 + extra
    off = (given.margin - some * per_order) / (some * size)
    discount = even_discount(given.days, annual)
    by_fold = np.array(
        [
            likely.at(trees.by_fold[k], now.any_order) * (1 + many.at(again.by_fold[k], now.more))
            for k in range(FOLDS)
        ]
    )
    prediction = TwoPart(
        any_order=likely.at(trees.ahead, now.any_order),
        more=many.at(again.ahead, now.more),
        shape=many.shape,
        per_order=ahead.ahead,
        size=np.maximum(np.abs(ahead.ahead), least),
        discount=discount,
        x=given.now.base.x,
        levels=learnt([(given.then.base.x.astype(np.float64), _pit(p, extra, many, given))]),
        scatter=Scatter.of(some[ordered], off[ordered]),
        noise=(_jackknife(by_fold), _jackknife(by_fold * ahead.by_fold) * discount**2),
        money=money,
        lesson=(len(given.orders), given.days),
    )
    if money is None:
        return prediction
    doubt = money.noise(given.now.base, prediction.orders * discount)
    return replace(prediction, noise=(prediction.noise[0], prediction.noise[1] + doubt))


def _margins(
    given: Lesson, then: _Seen, now: _Seen, fold: Whole
) -> tuple[Vector, Foretold, Money | None]:
    """Margin per order: of the lesson, of those to come, and by what unless by trees.

    Trees are taken where they come nearer, on customers they had not seen, than what is known of
    margins already; errors weigh as the orders that they would be made on.
    """
    ordered = given.orders > 0
    per_order = given.margin / np.maximum(given.orders, 1)
    trees = foretold(
        "squared_error", fold, then.rows, per_order, now.rows, of=ordered, weight=given.orders
    )
    misses = [
        float((given.orders * (found - per_order) ** 2)[ordered].sum())
        for found in (trees.unseen, then.per_order)
    ]
    if misses[0] < misses[1]:
        return trees.unseen, trees, None
    same = np.tile(now.per_order, (FOLDS, 1))
    return then.per_order, Foretold(then.per_order, same), now.money


def _pit(p: Vector, more: Vector, many: More, given: Lesson) -> Vector:
    """Where what came lay in what would have been said of it. Shape (k,)."""
    n = given.orders.astype(np.int64)
    here, above = (reached(p, more, many.shape, at) for at in (n, n + 1))
    uniforms = np.random.default_rng(SEED).random(len(n))
    return randomised_pit(1 - here, 1 - above, uniforms)


def _jackknife(by_fold: Vector) -> float:
    """Variance of a total from totals that were learnt without each fold. Shape (FOLDS, n).

    Source: Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3: groups deleted in turn.
    """
    totals = by_fold.sum(axis=1)
    return float((FOLDS - 1) / FOLDS * np.sum((totals - totals.mean()) ** 2))
