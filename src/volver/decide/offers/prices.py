"""How far a price may go, and what a price that is advised must carry with it.

A price is held between a floor and a ceiling, moves by no more than a share in a period, and stays
for some days. What is taken off for one person never raises the list price, and is disclosed where
it was decided automatically (Directive 2011/83/EU, Article 6(1)(ea)). Traits that the law protects
never decide on a price.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from volver.decide.offers.price_ledger import Announced, PriceLedger, announce
from volver.domain.errors import BadInput
from volver.domain.offer import Reason
from volver.domain.product import Product
from volver.domain.segment_fields import BY_NAME, is_barred

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """What no price may pass."""

    least_margin: Decimal = Decimal(0)
    """Of one piece, money over its cost."""
    least_margin_share: Decimal = Decimal(0)
    """Of the price, 0 to below 1; the higher of both floors holds."""
    highest: Decimal | None = None
    most_change: Decimal = Decimal("0.1")
    """Share of the price, up or down, in `period_days`."""
    period_days: int = 30
    days_between: int = 7
    """From one change to the next."""

    def __post_init__(self) -> None:
        if not 0 <= self.least_margin_share < 1:
            raise BadInput(
                what=f"A margin of {self.least_margin_share} of the price cannot be kept",
                where="least_margin_share",
                next_step="Give a share from 0 to below 1, such as 0.2.",
            )
        for name in ("least_margin", "most_change", "period_days", "days_between"):
            if getattr(self, name) < 0:
                raise BadInput(
                    what=f"{getattr(self, name)} is below zero", where=name,
                    next_step="Give 0 or more.",
                )  # fmt: skip

    def floor(self, cost: Decimal) -> Decimal:
        """The least price that keeps the margin, in whole cents.

        >>> PriceLimits(least_margin_share=Decimal("0.2")).floor(Decimal("10"))
        Decimal('12.50')
        """
        least = max(cost + self.least_margin, cost / (1 - self.least_margin_share))
        return least.quantize(CENT, ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class PriceAdvice:
    """A price and everything that it must carry."""

    product_id: str
    day: date
    current: Decimal
    wanted: Decimal
    price: Decimal | None
    """None: no price keeps every limit, and a person must look."""
    floor: Decimal
    ceiling: Decimal | None
    reduction: Announced | None
    """What may be announced; None where nothing may."""
    personalised: bool
    inputs: tuple[str, ...]
    """What is known of customers that decided on it."""
    reasons: tuple[Reason, ...]
    """What held the price back from what was wanted."""

    @property
    def must_disclose(self) -> bool:
        """Whether the customer is told that the price was made for them by a machine."""
        return self.personalised and self.price is not None


def blocked(inputs: Collection[str]) -> list[str]:
    """Those that may not decide on prices: gender, age, and what tells of them or their like."""
    return [
        one
        for one in inputs
        if (one in BY_NAME and BY_NAME[one].barred) or is_barred(BY_NAME["attribute"], one)
    ]


def check_inputs(inputs: Collection[str]) -> None:
    """Raise BadInput where a price would hang on what the law protects."""
    for one in blocked(inputs):
        raise BadInput(
            what=f"{one} may not decide on a price",
            where="inputs of the price",
            next_step="Leave it out: what the law protects is no ground for a price.",
        )


def advise(
    product: Product,
    wanted: Decimal,
    limits: PriceLimits,
    ledger: PriceLedger,
    day: date,
    inputs: tuple[str, ...] = (),
    personalised: bool = False,
) -> PriceAdvice:
    """The price nearest to what is wanted that keeps every limit.

    For everybody the change is measured from the ledger's price of `period_days` before, so small
    steps do not add up to a large one; for one person, from the list price of the day, which is
    also the ceiling.
    """
    check_inputs(inputs)
    current = ledger.on(product.product_id, day)
    current = product.price if current is None else current
    floor = limits.floor(product.cost)
    tops = [top for top in (limits.highest, current if personalised else None) if top is not None]
    ceiling = min(tops) if tops else None
    resting = None if personalised else _resting(ledger, product.product_id, day, limits)
    before = current if personalised else _before(ledger, product.product_id, day, limits, current)
    if wanted == current or resting is not None:
        low, high = current, current
    else:
        low = (before * (1 - limits.most_change)).quantize(CENT, ROUND_CEILING)
        high = (before * (1 + limits.most_change)).quantize(CENT, ROUND_FLOOR)
    price = _nearest(
        wanted.quantize(CENT), max(floor, low), high if ceiling is None else min(high, ceiling)
    )
    reasons = [resting] if resting is not None and wanted != current else []
    if not reasons and not low <= wanted <= high:
        figures = {
            "share": float(limits.most_change),
            "before": float(before),
            "days": limits.period_days,
        }
        reasons.append(Reason("change_capped", figures))
    if price is None:
        top = high if ceiling is None else min(high, ceiling)
        reasons.append(Reason("no_room", {"least": float(max(floor, low)), "most": float(top)}))
    elif price == ceiling and wanted > price:
        reasons.append(Reason("at_ceiling", {"ceiling": float(price)}))
    elif price == floor and wanted < price:
        reasons.append(Reason("at_floor", {"floor": float(floor), "cost": float(product.cost)}))
    told = None
    if price is not None and price < current and not personalised:
        found = announce(ledger, product.product_id, day, price)
        if isinstance(found, Announced):
            told = found
        else:
            reasons.append(found)
    return PriceAdvice(
        product.product_id, day, current, wanted, price, floor, ceiling, told, personalised,
        inputs, tuple(reasons),
    )  # fmt: skip


def _nearest(wanted: Decimal, least: Decimal, most: Decimal) -> Decimal | None:
    return None if least > most else min(max(wanted, least), most)


def _resting(ledger: PriceLedger, product_id: str, day: date, limits: PriceLimits) -> Reason | None:
    """Why a price may not move yet; None where it may."""
    changed = ledger.last_change(product_id, day)
    if changed is None or (day - changed).days >= limits.days_between:
        return None
    return Reason("changed_lately", {"day": changed.isoformat(), "days": limits.days_between})


def _before(
    ledger: PriceLedger, product_id: str, day: date, limits: PriceLimits, current: Decimal
) -> Decimal:
    """The price that a change is measured from; the first one of a newer product."""
    held = ledger.on(product_id, day - timedelta(days=limits.period_days))
    if held is not None:
        return held
    known = ledger.of(product_id)
    return known[0].price if known and known[0].day <= day else current


@dataclass(frozen=True, slots=True)
class Promotion:
    """A lower price for a while, or without end, and what it costs (rule X12)."""

    product_id: str
    price: Decimal
    until: date | None
    """None: without an end."""
    floor: Decimal
    yearly_cost: Decimal
    """List price less this one, times the pieces of a year that are sold in any case."""
    margin_per_piece: Decimal

    @property
    def keeps_floor(self) -> bool:
        """Whether the least margin is kept."""
        return self.price >= self.floor


def promotion(
    product: Product,
    price: Decimal,
    pieces_a_year: int,
    limits: PriceLimits,
    until: date | None = None,
) -> Promotion:
    """What a promotion takes a year from what would be sold anyway, and whether it may be.

    pieces_a_year: sold at the list price.
    """
    return Promotion(
        product_id=product.product_id,
        price=price,
        until=until,
        floor=limits.floor(product.cost),
        yearly_cost=(product.price - price) * pieces_a_year,
        margin_per_piece=price - product.cost,
    )
