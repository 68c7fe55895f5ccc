"""MBG/NBD: a customer may leave after every order, the first one too."""

from dataclasses import dataclass
from typing import ClassVar

from volver.predict.purchases.beta_geometric import BetaGeometric


@dataclass(frozen=True, slots=True)
class MbgNbd(BetaGeometric):
    """A fitted MBG/NBD: order rate ~ Gamma(r, alpha), chance to leave ~ Beta(a, b).

    Like BG/NBD, but the first order is a chance to leave as well, so that one-time buyers may be
    gone: P(alive) falls with silence for x = 0 too. The posterior of the chance to leave, given
    alive, is Beta(a, b+x+1).

    Source: Batislam, Denizel & Filiztekin (2007), Empirical validation and comparison of models
    for customer base analysis, International Journal of Research in Marketing 24(3), 201-209; the
    same idea as CBG/NBD in Hoppe & Wagner (2007), Marketing - JRM 3(2), 75-90.

    >>> import numpy as np
    >>> cdnow = MbgNbd(r=0.525, alpha=6.183 * 7, a=0.891, b=1.614)
    >>> cdnow.p_alive(np.zeros(2), np.zeros(2), np.array([0.0, 272.0])).round(3)
    array([0.644, 0.39 ])
    """

    name: ClassVar[str] = "mbg-nbd"
    title: ClassVar[str] = "MBG/NBD"
    leaves_at_first: ClassVar[bool] = True
