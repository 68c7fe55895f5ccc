"""Every price that was ever asked of everybody, by hand or by rule, and what may be said of it.

Who announces a reduction states the lowest price that was asked in the 30 days before it (Directive
98/6/EC, Article 6a), and a percentage that is announced is computed from that price, not from the
one before the reduction (Court of Justice, C-330/23, Aldi Süd, 26 September 2024). Prices for one
person are no prices of everybody and do not count. A price holds from the start of its day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from volver.domain.errors import BadInput
from volver.domain.offer import Reason

LOOK_BACK = 30
"""Days before the reduction whose lowest price counts."""
WHOLE_PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Asked:
    """A price from one day on."""

    product_id: str
    day: date
    price: Decimal
    personal: bool = False
    """For some persons only."""
    by: str = ""
    """Who, or which rule, set it."""


@dataclass(frozen=True, slots=True)
class Lowest:
    """The lowest price before a day."""

    price: Decimal
    days: int
    """Days that are known of; fewer than asked for where the product is newer than that."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What an announced reduction has to say."""

    price: Decimal
    prior: Decimal
    """The lowest price of the 30 days before."""
    share: Decimal
    """1 - price / prior, rounded down to whole percent, so that it never says too much."""
    days: int
    """Days that the prior price rests on."""


@dataclass(frozen=True, slots=True)
class PriceLedger:
    """Entries in the order in which they were made; nothing is ever taken out."""

    entries: tuple[Asked, ...] = ()

    def __post_init__(self) -> None:
        last: dict[str, date] = {}
        for entry in self.entries:
            if entry.price < 0 or not entry.price.is_finite():
                raise BadInput(
                    what=f"{entry.price} is no price",
                    where=f"price ledger, {entry.product_id}",
                    next_step="Give an amount of 0 or more.",
                )
            if entry.day < last.get(entry.product_id, entry.day):
                raise BadInput(
                    what=f"{entry.day} is before a price that is already written down",
                    where=f"price ledger, {entry.product_id}",
                    next_step="Append prices in the order of their days; the past stays.",
                )
            last[entry.product_id] = entry.day

    def having(self, *entries: Asked) -> "PriceLedger":
        """The ledger with entries more."""
        return PriceLedger((*self.entries, *entries))

    def of(self, product_id: str) -> list[Asked]:
        """The prices for everybody of one product, in order."""
        return [one for one in self.entries if one.product_id == product_id and not one.personal]

    def on(self, product_id: str, day: date) -> Decimal | None:
        """The price of a day, at its end; None before the first."""
        until = [one.price for one in self.of(product_id) if one.day <= day]
        return until[-1] if until else None

    def last_change(self, product_id: str, day: date) -> date | None:
        """The last day, up to this one, from which another price held than before."""
        changed, price = None, None
        for one in self.of(product_id):
            if one.day <= day and one.price != price:
                changed, price = one.day, one.price
        return changed

    def lowest(self, product_id: str, before: date, days: int = LOOK_BACK) -> Lowest | None:
        """The lowest price that held on any of the days before a day; None where none is known."""
        start = before - timedelta(days=days)
        known = [one for one in self.of(product_id) if one.day < before]
        if not known:
            return None
        within = [one.price for one in known if one.day >= start]
        carried = self.on(product_id, start)
        seen = [*within, *([] if carried is None else [carried])]
        since = max(start, known[0].day)
        return Lowest(min(seen), (before - since).days)


def announce(
    ledger: PriceLedger,
    product_id: str,
    day: date,
    price: Decimal,
    reduced_since: date | None = None,
) -> Announced | Reason:
    """What must be said of a reduction from a day on, or why none may be announced.

    reduced_since: first day of a reduction that has grown step by step without a break, where the
    national law takes the price before that day (Article 6a, paragraph 5).
    """
    prior = ledger.lowest(product_id, reduced_since or day)
    if prior is None:
        return Reason("no_prior_price", {"product": product_id})
    if price >= prior.price:
        figures = {"price": float(price), "lowest": float(prior.price), "days": prior.days}
        return Reason("no_reduction", figures)
    share = (1 - price / prior.price).quantize(WHOLE_PERCENT, ROUND_DOWN)
    return Announced(price, prior.price, share, prior.days)
