"""What one more order will bring, by group: means of groups, those of few drawn to the middle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.groups.profiles import Groups
from volver.predict.money.model import GammaGammaMoney, Money
from volver.predict.money.normal import NormalMoney
from volver.predict.money.paced import PacedMoney
from volver.predict.money.plain import ShrunkenMean
from volver.predict.noise import SOME, joint_noise, sigma_points, slopes
from volver.predict.order_value import gamma_gamma
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Fit
from volver.stats.pooling import Pooled, Profiles, own_fit, pool

LN_GAMMA = 2


@dataclass(frozen=True, slots=True)
class Means:
    """A mean by group, and how sure it is. Shape (profiles,) each; money, money squared."""

    mean: Vector
    variance: Vector
    elsewhere: tuple[float, float]
    """Mean and variance for a group never seen."""


@dataclass(frozen=True)
class MoneyByGroup:
    """What is known of the margin of orders in each profile."""

    parts: tuple[Money, ...]
    of_new: Means
    """Expected margin of an order of a new customer."""
    spread: float | None
    """tau of the log of the mean order value; None where there is no such effect."""
    fit: Fit | None = None
    """Of all profiles together; None where each stands by itself."""
    maps: Vector | None = None
    shared: bool = False
    """Whether the parts are of one fit, so that its doubt moves all of them together."""

    def noise(self, bases: Sequence[Base], orders: Sequence[Vector]) -> float:
        """Variance of the expected margin of so many orders per customer, from the fit alone."""
        if self.fit is None or self.maps is None:
            pairs = zip(self.parts, bases, orders, strict=True)
            found = [money.noise(base, many) for money, base, many in pairs]
            return float(np.sum(np.sqrt(found)) ** 2 if self.shared else np.sum(found))
        answers = [
            slopes(own_fit(self.fit, to_logs), _total(base, many))
            for to_logs, base, many in zip(self.maps, bases, orders, strict=True)
        ]
        return joint_noise(self.fit, self.maps, answers)


def money_by_group(base: Base, money: Money) -> MoneyByGroup:
    """Give each profile an order value of its own, as far as the data show that they differ.

    base: with its groups. money: the model of all customers. Of Gamma-Gamma, gamma is e^effect
    times as large in a group, and so is every expected order value, while its scatter stays as it
    is; the effects are N(0, tau^2). A shrunken mean and that of a normal-inverse-gamma are drawn to
    their group's; a link with the order rate is the same in all. One amount stays one amount.
    """
    groups, bases = base.groups, base.parts()
    assert isinstance(groups, Groups)
    if isinstance(money, GammaGammaMoney):
        found = _gamma_gamma(bases, money, groups)
        return found or _alike(money, groups, *_of_gamma_gamma(money.fitted))
    if isinstance(money, ShrunkenMean):
        means = credible([part.mean_margin for part in bases])
        parts = tuple(replace(money, mu=float(mean)) for mean in means.mean)
        return MoneyByGroup(parts, means, None)
    if isinstance(money, NormalMoney):
        means = credible([part.mean_margin for part in bases])
        about = tuple(money.about(float(mean)) for mean in means.mean)
        return MoneyByGroup(about, means, None, shared=True)
    if isinstance(money, PacedMoney):
        return _alike(money, groups, *money.of_new)
    return _alike(money, groups, float(money.per_order(bases[0])[0]), 0.0)


def _alike(money: Money, groups: Groups, mean: float, variance: float) -> MoneyByGroup:
    each = np.ones(len(groups.profiles))
    of_new = Means(mean * each, variance * each, (mean, variance))
    return MoneyByGroup((money,) * len(each), of_new, None, shared=True)


def _gamma_gamma(
    bases: Sequence[Base], money: GammaGammaMoney, groups: Groups
) -> MoneyByGroup | None:
    """None where the fit gives nobody a mean."""
    maps = _maps(groups)
    spends = [gamma_gamma.positive(part.spend) for part in bases]
    start = np.zeros(maps.shape[2])
    start[: maps.shape[1]] = money.fitted.model.log_parameters
    step = sum(len(x) for x, _ in spends) // gamma_gamma.SEARCH_ROWS
    pooled = pool(
        _profiles(spends, maps),
        [np.arange(maps.shape[1], maps.shape[2], dtype=np.intp)],
        start,
        limits=gamma_gamma.LIMITS,
        small=_profiles([(x[::step], m[::step]) for x, m in spends], maps) if step > 1 else None,
    )
    if not pooled.fit.converged or pooled.fit.ridge is not None:
        return None
    fits = [own_fit(pooled.fit, to_logs) for to_logs in maps]
    fitted = [Fitted(GammaGamma.from_log_parameters(fit.log_parameters), fit) for fit in fits]
    if not all(model.has_mean for one in fitted for model in sigma_points(one)):
        return None
    found = [_of_gamma_gamma(one) for one in fitted]
    return MoneyByGroup(
        parts=tuple(GammaGammaMoney(one) for one in fitted),
        of_new=Means(
            np.array([mean for mean, _ in found]),
            np.array([variance for _, variance in found]),
            _elsewhere(pooled, len(groups.attributes)),
        ),
        spread=float(pooled.spreads[0]),
        fit=pooled.fit,
        maps=maps,
    )


def _maps(groups: Groups) -> Vector:
    """ln gamma of a profile is that of all and the effects of its levels."""
    features = groups.effects.features
    found = np.zeros((len(features), 3, 3 + features.shape[1]))
    found[:, np.arange(3), np.arange(3)] = 1
    found[:, LN_GAMMA, 3:] = features
    return found


def _profiles(spends: Sequence[tuple[Vector, Vector]], maps: Vector) -> Profiles:
    customers = np.array([float(len(x)) for x, _ in spends])
    return Profiles([gamma_gamma.objective(x, mean) for x, mean in spends], customers, maps)


def _of_gamma_gamma(fitted: Fitted[GammaGamma]) -> tuple[float, float]:
    """Mean order value of a new customer, p gamma / (q - 1), and its variance from the fit."""
    model = fitted.model
    mean = float(model.expected(np.zeros(1), np.zeros(1))[0])
    slope = np.array([1.0, -model.q / (model.q - 1), 1.0])
    return mean, float(slope @ fitted.fit.covariance @ slope) * mean**2


def _elsewhere(pooled: Pooled, attributes: int) -> tuple[float, float]:
    """The same of a group never seen: its effects, one for each attribute, are N(0, tau^2)."""
    own = own_fit(pooled.fit, np.eye(3, len(pooled.fit.log_parameters)))
    mean, variance = _of_gamma_gamma(
        Fitted(GammaGamma.from_log_parameters(own.log_parameters), own)
    )
    return mean, variance + attributes * float(pooled.spreads[0]) ** 2 * mean**2


def _total(base: Base, orders: Vector) -> Callable[[Vector], float]:
    """Expected margin of all orders of a profile by log parameters, from some of its customers."""
    step = 1 + len(base) // SOME
    x, mean, weight = base.x[::step].astype(np.float64), base.mean[::step], orders[::step]
    scale = float(orders.sum()) / max(float(weight.sum()), 1e-300)

    def total(logs: Vector) -> float:
        return scale * float((weight * GammaGamma(*np.exp(logs)).expected(x, mean)).sum())

    return total


def credible(values: Sequence[Vector]) -> Means:
    """Means of groups, drawn to that of all by how little is known of each.

    values: of each group, with at least one. The mean of a group is z of its own and 1 - z of all,
    z = n / (n + within / between).

    Source: Bühlmann & Straub (1970), Glaubwürdigkeit für Schadensätze, Mitteilungen der
    Vereinigung schweizerischer Versicherungsmathematiker 70, 111-133; with the variance between
    groups by moments as in Bühlmann & Gisler (2005), A Course in Credibility Theory, section 4.8.
    """
    n = np.array([float(len(one)) for one in values])
    mean = np.array([one.mean() for one in values])
    total, groups = n.sum(), len(n)
    freedom = max(total - groups, 1.0)
    within = float(sum(((one - one.mean()) ** 2).sum() for one in values)) / freedom
    overall = float(n @ mean) / total
    spread = float(n @ (mean - overall) ** 2) - (groups - 1) * within
    between = max(spread / max(total - float(n @ n) / total, 1e-300), 0.0) if groups > 1 else 0.0
    if between == 0:
        alike = within / total
        return Means(np.full(groups, overall), np.full(groups, alike), (overall, alike))
    weight = n * between / (n * between + within)
    middle = float(weight @ mean) / weight.sum()
    unsure = between / weight.sum()
    variance = between * (1 - weight) + (1 - weight) ** 2 * unsure
    return Means(middle + weight * (mean - middle), variance, (middle, between + unsure))
