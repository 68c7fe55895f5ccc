"""Rules that move prices: written, simulated, taken up by a named person, and written down.

A rule moves the prices of some categories by a share, for everybody or for the customers of a
rule; the first that holds for a product counts. No rule is taken up that was not simulated as it
stands, on prices as they stand.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from volver.decide.offers.price_ledger import Asked, PriceLedger
from volver.decide.offers.prices import PriceAdvice, PriceLimits, advise
from volver.decide.segments.compile import Segments, compile_rule, conditions
from volver.domain.errors import BadInput
from volver.domain.product import Product
from volver.domain.segment import Rule


@dataclass(frozen=True, slots=True)
class PriceRule:
    """One rule."""

    name: str
    change: Decimal
    """Share of the price of the day: -0.1 is a tenth less."""
    categories: frozenset[str] = frozenset()
    """Empty: of all."""
    audience: Rule | None = None
    """For whom; None: for everybody, and the price is nobody's own."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of sales, for a simulation."""

    pieces: Mapping[str, float]
    """By product, in the period that is simulated, at the price of the day."""
    elasticity: Mapping[str, float] = field(default_factory=dict)
    """By category, where it is usable; elsewhere pieces are taken not to change."""
    reached: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By rule with an audience: its customers."""
    customers: Sequence[str] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    """Of customers, to see who pays what; never an input of a price."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the rules would do to one product."""

    rule: str
    advice: PriceAdvice
    share: float
    """Of customers who get the price."""
    margin_before: float
    margin_after: float
    assumes_same_pieces: bool
    """No usable elasticity is known: it shows what the change costs if nobody buys more."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the rules would do."""

    version: str
    day: date
    rows: tuple[Simulated, ...]
    by_group: Mapping[str, float]
    """Mean price that a group would pay, over what everybody pays today; 1: the same."""

    @property
    def gain(self) -> float:
        """Expected margin with the rules less without them."""
        return sum(row.margin_after - row.margin_before for row in self.rows)


@dataclass(frozen=True, slots=True)
class Audit:
    """One price that a rule set, and who let it."""

    day: date
    by: str
    version: str
    rule: str
    product_id: str
    old: Decimal
    new: Decimal
    inputs: tuple[str, ...]
    reasons: tuple[str, ...]
    """Codes of what held it back."""


def version(rules: Sequence[PriceRule], limits: PriceLimits) -> str:
    """Eight hex digits that change with any rule or limit."""
    told = [(r.name, r.change, sorted(r.categories), r.audience) for r in rules]
    return hashlib.sha256(repr((told, limits)).encode()).hexdigest()[:8]


def checked(
    rules: Sequence[PriceRule], day: date, segments: Segments | None = None
) -> Sequence[PriceRule]:
    """The rules; BadInput where an audience asks for what may not decide on prices."""
    for rule in rules:
        if rule.audience is not None:
            compile_rule(rule.audience, day, segments, "price")
    return rules


def simulate(
    rules: Sequence[PriceRule],
    products: Collection[Product],
    limits: PriceLimits,
    ledger: PriceLedger,
    day: date,
    outlook: Outlook,
    segments: Segments | None = None,
) -> Simulation:
    """What the rules would do to each product from a day on; nothing is changed."""
    checked(rules, day, segments)
    rows = tuple(
        _simulated(rule, product, limits, ledger, day, outlook, segments)
        for product in sorted(products, key=lambda one: one.product_id)
        for rule in [_first(rules, product)]
        if rule is not None
    )
    return Simulation(version(rules, limits), day, rows, _by_group(rows, outlook))


def _first(rules: Sequence[PriceRule], product: Product) -> PriceRule | None:
    return next(
        (rule for rule in rules if not rule.categories or product.category in rule.categories),
        None,
    )


def _simulated(
    rule: PriceRule,
    product: Product,
    limits: PriceLimits,
    ledger: PriceLedger,
    day: date,
    outlook: Outlook,
    segments: Segments | None,
) -> Simulated:
    price = ledger.on(product.product_id, day)
    price = product.price if price is None else price
    asked = () if rule.audience is None else conditions(rule.audience, segments or {})
    inputs = tuple(sorted({one.of or one.field for one in asked}))
    personal = rule.audience is not None
    advice = advise(product, price * (1 + rule.change), limits, ledger, day, inputs, personal)
    reached = len(outlook.reached.get(rule.name, frozenset()))
    share = reached / max(len(outlook.customers), 1) if personal else 1.0
    pieces = outlook.pieces.get(product.product_id, 0.0)
    elasticity = outlook.elasticity.get(product.category)
    before = pieces * float(price - product.cost)
    after = before
    if advice.price is not None:
        grown = (float(advice.price / price)) ** (elasticity or 0.0) if price > 0 else 1.0
        with_it = pieces * grown * float(advice.price - product.cost)
        after = share * with_it + (1 - share) * before
    return Simulated(rule.name, advice, share, before, after, elasticity is None)


def _by_group(rows: Sequence[Simulated], outlook: Outlook) -> dict[str, float]:
    """The mean over products of price / price of the day, by group of customers."""
    found: dict[str, list[float]] = {}
    for who in outlook.customers:
        ratios = [
            float(row.advice.price / row.advice.current)
            if row.advice.price is not None
            and row.advice.current > 0
            and (not row.advice.personalised or who in outlook.reached.get(row.rule, ()))
            else 1.0
            for row in rows
        ]
        if ratios:
            found.setdefault(outlook.groups.get(who, "?"), []).append(sum(ratios) / len(ratios))
    return {group: sum(means) / len(means) for group, means in sorted(found.items())}


def take_up(
    rules: Sequence[PriceRule],
    limits: PriceLimits,
    simulation: Simulation,
    ledger: PriceLedger,
    by: str,
    day: date,
) -> tuple[PriceLedger, tuple[Audit, ...]]:
    """The ledger with the new prices, and the lines of the audit log.

    Raises BadInput where the rules were not simulated as they stand, on this day, or nobody
    answers for them.
    """
    if simulation.version != version(rules, limits) or simulation.day != day:
        raise BadInput(
            what="These price rules were not simulated as they stand",
            where=f"price rules, {day}",
            next_step="Simulate them for this day, look at what they would do, then take them up.",
        )
    if not by.strip():
        raise BadInput(
            what="Nobody answers for these prices",
            where=f"price rules, {day}",
            next_step="Name the person who takes them up.",
        )
    set_ = [row for row in simulation.rows if row.advice.price not in (None, row.advice.current)]
    entries, log = [], []
    for row in set_:
        told = row.advice
        assert told.price is not None  # asked above
        entries.append(Asked(told.product_id, day, told.price, told.personalised, row.rule))
        log.append(
            Audit(day, by, simulation.version, row.rule, told.product_id, told.current, told.price,
                  told.inputs, tuple(reason.code for reason in told.reasons))
        )  # fmt: skip
    return ledger.having(*entries), tuple(log)
