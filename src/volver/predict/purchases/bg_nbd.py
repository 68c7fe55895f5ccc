"""BG/NBD: a customer may leave after every repeat order, and only then."""

from dataclasses import dataclass
from typing import ClassVar

from volver.predict.purchases.beta_geometric import BetaGeometric


@dataclass(frozen=True, slots=True)
class BgNbd(BetaGeometric):
    """A fitted BG/NBD: order rate ~ Gamma(r, alpha), chance to leave ~ Beta(a, b).

    While alive a customer orders at random at a rate of their own; after each repeat order they
    leave with a chance of their own. Who never came back has had no chance to leave: P(alive) is 1
    for x = 0, however long the silence.

    Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science
    24(2), 275-284: likelihood eq. 6, expectation eq. 9, conditional expectation eq. 10.

    >>> import numpy as np
    >>> cdnow = BgNbd(r=0.243, alpha=4.414 * 7, a=0.793, b=2.426)
    >>> two_repeats = np.array([2.0]), np.array([213.0]), np.array([272.0])
    >>> cdnow.p_alive(*two_repeats).round(3)
    array([0.727])
    >>> (cdnow.p_alive(*two_repeats) * cdnow.expected_if_alive(
    ...     np.array([2.0]), np.array([272.0]), days=39 * 7)).round(3)
    array([1.226])
    """

    name: ClassVar[str] = "bg-nbd"
    title: ClassVar[str] = "BG/NBD"
    leaves_at_first: ClassVar[bool] = False
