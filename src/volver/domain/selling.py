"""What a customer has told us about being sold to, and what the selling rules make of an offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from volver.domain.estimate import Estimate
from volver.domain.offer import Kind, Reason, Recommendation, Veto
from volver.domain.product import Catalogue, Product


@dataclass(frozen=True, slots=True)
class Reach:
    """How dear a thing of one category may be, by what this customer has paid for such before."""

    usual: float
    """The price in the middle of their purchases, reporting currency."""
    ratio: float
    """Price over usual price that they accept: own purchases and the category's, 1 or more."""
    purchases: int
    """Of their own that it rests on."""

    @property
    def ceiling(self) -> float:
        """The dearest that is within reach."""
        return self.usual * self.ratio


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no."""

    day: date
    kind: Kind
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What one customer has told us, on one day."""

    customer_id: str
    day: date
    bought: frozenset[str]
    """Products that they have bought and kept."""
    complaint_open: bool = False
    contacts: tuple[date, ...] = ()
    """Days on which we got in touch to sell."""
    refusals: tuple[Refusal, ...] = ()
    wanted: frozenset[str] = frozenset()
    """Products or categories that they said they look for."""
    unwanted: frozenset[str] = frozenset()
    """Those that they said are not for them."""
    reach: Mapping[str, Reach] = field(default_factory=dict)
    """By category."""


@dataclass(frozen=True, slots=True)
class SellingRules:
    """The numbers of the selling rules that a company may set."""

    most_contacts: int = 2
    """In `contact_days`, to sell."""
    contact_days: int = 30
    rest_days: int = 30
    """After a no, nothing is offered."""
    same_days: int = 180
    """After a no, the same products are not offered."""
    least_rating: float = 3.0
    least_ratings: int = 5
    """Fewer say nothing of a product."""
    most_returned: float = 0.3
    """Products of which a larger share comes back are not offered."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """An offer that breaks no rule, and what speaks for or against it all the same."""

    offer: Recommendation
    penalty: float = 0.0
    """Taken off the incremental margin for a low rating and many returns; money, 0 or more."""
    meets_need: bool = False
    """The customer said that they look for it."""
    notes: tuple[Reason, ...] = ()

    @property
    def score(self) -> float:
        """Expected incremental margin less the penalty; the one scale for every kind."""
        return self.offer.terms.incremental_margin - self.penalty


@dataclass(frozen=True, slots=True)
class Judged:
    """All offers for one customer: each is either allowed or vetoed."""

    allowed: tuple[Allowed, ...]
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True, slots=True)
class ThreeOptions:
    """Three of one sort with rising prices."""

    base: Product
    middle: Product
    """The one that is meant."""
    top: Product


@dataclass(frozen=True, slots=True)
class Offered:
    """All that could be offered to one customer."""

    customer_id: str
    products: Catalogue
    lists: tuple[tuple[Kind, tuple[Allowed, ...]], ...]
    """What they buy again and what goes with what they have, apart: the best first."""
    upgrade: Allowed | Reason
    options: ThreeOptions | tuple[Reason, ...]
    """Three around the upgrade, or why there are not three; none where there is no upgrade."""
    vetoes: tuple[Veto, ...]
    odds: float
    """Of a purchase with an offer over those without one: assumed."""
    window_days: int


@dataclass(frozen=True, slots=True)
class CrossPair:
    """A product that goes with another beyond doubt, in one direction."""

    owned: str
    product: str
    """That goes with it."""
    together: int
    """Customers with both."""
    share: float
    """Of those with the first, who have the second too."""
    share_of_all: float
    """Of all customers who have the second."""
    lift: Estimate
    gap: float | None
    """Median days from the first to the second; None where the second always came first."""
    margin: float
    """Of one purchase of the second, after what is sent back."""

    @property
    def reason(self) -> Reason:
        """Why it is suggested."""
        figures: dict[str, float | str] = {
            "product": self.product,
            "owned": self.owned,
            "share": self.share,
            "share_of_all": self.share_of_all,
            "together": float(self.together),
        }
        return Reason("goes_with", figures)


@dataclass(frozen=True, slots=True)
class Rung:
    """A product and the next better one of its sort that brings more."""

    product: Product
    better: Product | None
    why_none: Reason | None = None

    @property
    def adds(self) -> float:
        """Margin of the better one less that of the product; 0 where there is none."""
        return 0.0 if self.better is None else self.better.margin - self.product.margin
