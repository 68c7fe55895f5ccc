"""BG/CNBD-k and MBG/CNBD-k: orders come more regularly than at random."""

import math
from dataclasses import replace
from functools import lru_cache
from typing import ClassVar, Self

from volver.domain.history import Histories
from volver.domain.time import DAYS_PER_UNIT, Unit
from volver.predict.purchases.beta_geometric import BetaGeometric
from volver.predict.purchases.model import Fitted

MOST_PHASES = 12
"""A gap of twelve phases scatters by 29 % of its mean: more regular is nobody's custom."""
AT_RANDOM = "orders come no more regularly than at random"


class Regular(BetaGeometric):
    """What both have: the number of phases is found by profile.

    Orders of one day are one, and days are whole: where the usual gap is less than some ten days
    that alone makes customers look regular, and k says more of the calendar than of them.
    """

    __slots__ = ()
    k: ClassVar[int] = 2
    name: ClassVar[str]
    title: ClassVar[str]

    @classmethod
    def fit(cls, histories: Histories) -> Fitted[Self]:
        """Maximise the likelihood for k = 1, 2, ... until it falls.

        Only with `log_gaps` can the likelihoods of several k be compared; without them k is that
        of the class. Where k = 1 is best, the fit says so as a ridge: a simpler model is right.
        """
        if histories.log_gaps is None:
            return super().fit(histories)
        best = cls.of(1).fit_phases(histories)
        for k in range(2, MOST_PHASES + 1):
            found = cls.of(k).fit_phases(histories)
            if found.fit.log_likelihood <= best.fit.log_likelihood:
                break
            best = found
        if best.model.k == 1:
            return Fitted(best.model, replace(best.fit, ridge=AT_RANDOM))
        return best

    @classmethod
    def fit_phases(cls, histories: Histories) -> Fitted[Self]:
        """Maximise the likelihood for the k of this class, all constants of k included."""
        found = super().fit(histories)
        total = found.fit.log_likelihood + cls.constant(histories)
        return Fitted(found.model, replace(found.fit, log_likelihood=total))

    @classmethod
    def constant(cls, histories: Histories) -> float:
        """ln of the product over all gaps, in days, of gap^(k-1) / G(k)."""
        repeats = float((histories.repeat_count * histories.count).sum())
        return (cls.k - 1) * (histories.log_gaps or 0.0) - repeats * math.lgamma(cls.k)

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, k: int) -> type[Self]:
        """The model with so many phases."""
        named = {"k": k, "title": cls.title.replace("-k", f"-{k}"), "__slots__": ()}
        return type(f"{cls.__name__}{k}", (cls,), {"__doc__": cls.__doc__, **named})

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """r, alpha, a, b, k; alpha in `unit`."""
        return {**super().parameters(unit), "k": self.k}

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the order times; without `log_gaps`, of one time for each phase."""
        found = super().log_likelihood(histories, unit)
        if histories.log_gaps is not None:
            return found + self.constant(histories)
        repeats = float((histories.repeat_count * histories.count).sum())
        return found + (self.k - 1) * repeats * math.log(DAYS_PER_UNIT[unit])


class BgCnbdK(Regular):
    """A fitted BG/CNBD-k: BG/NBD with gaps of k phases between orders.

    For customers who order by need or habit, as in a supermarket: after an order they are quiet
    for a while, and a silence of twice their usual gap says much more than it does of customers
    who order at random. A gap has a mean of k / lambda and scatters by 1 / sqrt(k) of it.

    Source: Reutterer, Platzer & Schroeder (2021), Leveraging purchase regularity for predicting
    customer behavior the easy way, IJRM 38(1), 194-215. Their expectation is an approximation;
    this one is exact.
    """

    __slots__ = ()
    name: ClassVar[str] = "bg-cnbd-k"
    title: ClassVar[str] = "BG/CNBD-k"
    leaves_at_first: ClassVar[bool] = False


class MbgCnbdK(Regular):
    """A fitted MBG/CNBD-k: BG/CNBD-k in which a customer may leave after the first order, too.

    Source: as BG/CNBD-k, and Platzer (2016), the R package BTYDplus.
    """

    __slots__ = ()
    name: ClassVar[str] = "mbg-cnbd-k"
    title: ClassVar[str] = "MBG/CNBD-k"
    leaves_at_first: ClassVar[bool] = True
