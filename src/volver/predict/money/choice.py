"""Which model tells what an order brings: the usual one, or one that did better in the past.

Gamma-Gamma where margins allow it, else the normal-inverse-gamma, else means drawn to the middle.
Where orders have lost money, or where spend goes with the order rate, another model is tried
beside it: it takes its place if, at the origins of the backtest, it foretold better what customers
brought, given how many orders they placed. What an order brings is judged apart from how many
there are: no model of purchases has a say in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, repeat_squares
from volver.predict.money.dependence import is_there, spend_and_orders
from volver.predict.money.model import GammaGammaMoney, Money
from volver.predict.money.normal import NormalMoney
from volver.predict.money.paced import PacedMoney
from volver.predict.money.plain import SameAmount, ShrunkenMean
from volver.predict.noise import sigma_points
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.order_value.normal_margin import ALIKE as SCATTER_ALIKE
from volver.predict.order_value.normal_margin import SAME
from volver.predict.order_value.paced import PacedGammaGamma
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import Fitted
from volver.predict.scoring import Came
from volver.stats.scores import crps_sample
from volver.store.snapshot import Snapshot

FEWEST_SPENDERS = 20
"""Customers who came back that a model of margins needs."""
GAINING = 0.9
"""Gamma-Gamma knows no loss: at least this share of repeat buyers must bring a margin."""
SOME_LOSE = 0.01
"""From this share of losing repeat buyers on a model that knows losses is tried beside it."""
ALIKE = 1e-6
"""Margins whose standard deviation is below this share of their mean are one amount."""
LEAST_GAIN = 0.005
"""A gain of less than this share of the score is worth no other model."""
QUANTILES = 10
"""Quantiles that stand for the distribution of a margin in its score."""


@dataclass(frozen=True, slots=True)
class MoneyChoice:
    """What the backtest says of margins."""

    title: str
    """Of the model that did best, or of the usual one where it is within one standard error."""
    said: str | None
    """What speaks for it; None where nothing else was tried."""


def money_model(base: Base, chosen: MoneyChoice | None = None) -> tuple[Money, str | None]:
    """What is known of margins, and why it is not Gamma-Gamma where it is not.

    chosen: the backtest's word. The base has to know its squares for the normal-inverse-gamma.
    """
    usual, why = _usual(base)
    if chosen is not None and chosen.title != usual.title:
        for other in _others(base, usual):
            if other.title == chosen.title:
                return other, chosen.said
    return usual, why


def with_squares(base: Base, snapshot: Snapshot, chosen: MoneyChoice | None = None) -> Base:
    """The base, and the squares of its margins where a model of margins will need them."""
    if chosen is None:
        wanted = _losing(base) >= SOME_LOSE
    else:  # where Gamma-Gamma can no longer be had, it is the usual one
        wanted = chosen.title == NormalMoney.title or _losing(base) > 1 - GAINING
    return replace(base, squares=repeat_squares(snapshot)) if wanted else base


def choose_money(seen: Sequence[tuple[Base, Came]]) -> MoneyChoice | None:
    """The model that did best at the origins, the earliest first; None where one was tried only.

    Lower is better by the mean CRPS of what customers who ordered brought, given their number of
    orders; origins weigh alike. Another model has to beat the usual one by more than one standard
    error of the paired difference, and by more than LEAST_GAIN.
    """
    found: dict[str, dict[int, Vector]] = {}  # by title and place of the origin
    usual = ""
    for origin, (base, came) in enumerate(seen):
        if not (came.orders > 0).any() or len(base) < FEWEST_SPENDERS:
            continue
        money = _usual(base)[0]
        usual = money.title
        for one in (money, *_others(base, money)):
            found.setdefault(one.title, {})[origin] = _scores(one, base, came)
    at = list(found.get(usual, {}))
    origins = len(at)
    tried = {
        title: [by_origin[origin] for origin in at]
        for title, by_origin in found.items()
        if by_origin.keys() >= set(at)
    }
    if len(tried) < 2:
        return None
    means = {title: float(np.mean([one.mean() for one in rows])) for title, rows in tried.items()}
    best = min(means, key=lambda title: means[title])
    gaps = [old - new for old, new in zip(tried[usual], tried[best], strict=True)]
    error = float(np.sqrt(np.sum([gap.var() / len(gap) for gap in gaps]))) / origins
    gain = means[usual] - means[best]
    winner = best if gain > max(error, LEAST_GAIN * means[usual]) else usual
    other = usual if winner != usual else min(
        (title for title in means if title != usual), key=lambda title: means[title]
    )  # fmt: skip
    return MoneyChoice(
        winner,
        f"given the number of orders, {winner} has a mean CRPS of margins of {means[winner]:.2f},"
        f" {other} {means[other]:.2f}",
    )


def _scores(money: Money, base: Base, came: Came) -> Vector:
    """CRPS of the margin given the number of orders, of those who ordered. In money."""
    ordered = came.orders > 0
    orders = np.maximum(came.orders, 1).astype(np.float64)
    middles = (np.arange(QUANTILES) + 0.5) / QUANTILES
    draws = np.stack([money.sum_at(q, base, orders) for q in middles.tolist()], axis=1)
    return crps_sample(draws[ordered], came.margin[ordered])


def _usual(base: Base) -> tuple[Money, str | None]:
    """The model that is taken without a backtest."""
    amount = _one_amount(base)
    if amount is not None:
        return SameAmount(amount), "every order has brought the same amount"
    if (known := int((base.x > 0).sum())) < FEWEST_SPENDERS:
        few = f"Gamma-Gamma needs {FEWEST_SPENDERS} customers who came back: there are {known}"
        return ShrunkenMean.fit(base), few
    if (losing := _losing(base)) > 1 - GAINING:
        why = f"Gamma-Gamma knows no losses, and {losing:.0%} of repeat buyers brought none or less"
        return _normal(base) or ShrunkenMean.fit(base), why
    fitted = GammaGamma.fit(base.spend)
    doubt = _doubt(fitted)
    if doubt is None:
        return GammaGammaMoney(fitted), None
    return ShrunkenMean.fit(base), f"Gamma-Gamma: {doubt}"


def _one_amount(base: Base) -> float | None:
    """What every order has brought, where that is the same."""
    margins = np.concatenate([base.first, base.mean[base.x > 0]])
    amount = float(margins.mean())
    return amount if margins.std() <= ALIKE * abs(amount) else None


def _others(base: Base, usual: Money) -> list[Money]:
    """What is tried beside the usual model."""
    found: list[Money | None] = []
    if isinstance(usual, NormalMoney):
        found.append(ShrunkenMean.fit(base))
    elif not isinstance(usual, SameAmount) and _losing(base) >= SOME_LOSE:
        found.append(_normal(base))
    if isinstance(usual, GammaGammaMoney) and is_there(spend_and_orders(base)):
        found.append(_paced(base, usual))
    return [money for money in found if money is not None]


def _losing(base: Base) -> float:
    """Share of repeat buyers whose repeat orders brought nothing or less."""
    back = base.x > 0
    return float((base.mean[back] <= 0).mean()) if back.any() else 0.0


def _normal(base: Base) -> NormalMoney | None:
    """None where the squares are not known, or where the data do not carry it."""
    if base.squares is None:
        return None
    money = NormalMoney.fit(base)
    fit = money.fitted.fit
    sound = fit.converged and fit.ridge in (None, SCATTER_ALIKE, SAME)
    return money if sound and money.fitted.model.has_mean else None


def _paced(base: Base, usual: GammaGammaMoney) -> PacedMoney | None:
    """None where the order rates, or what goes with them, cannot be told."""
    rates: Fitted[MbgNbd] = MbgNbd.fit(base.histories)
    if not rates.fit.converged:
        return None
    fitted = PacedGammaGamma.fit(base, usual.fitted, rates.model)
    return PacedMoney(fitted) if fitted.fit.converged and fitted.fit.ridge is None else None


def _doubt(fitted: Fitted[GammaGamma]) -> str | None:
    """Why a fit gives nobody a mean; None where it does, whatever else it might have been."""
    if not fitted.fit.converged or fitted.fit.ridge is not None:
        return fitted.fit.ridge or "no best fit was found"
    if not all(model.has_mean for model in sigma_points(fitted)):
        return f"the mean order value may be infinite: q = {fitted.model.q:.2f}, hardly above 1"
    return None
