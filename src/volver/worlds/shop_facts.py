"""The figures of the shop: tuned to the gift shop of Online Retail, as the page
docs/why/simulated-businesses.md tells."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from volver.worlds.columns import Money, Table, Vector, Words, cents
from volver.worlds.market import Campaign, Channel, Market
from volver.worlds.service import Desk, Loyalty, Reason, Service

MARKET = Market(
    name="shop",
    currency="GBP",
    time_zone="Europe/London",
    first_day=date(2020, 1, 1),
    last_day=date(2025, 12, 31),
    channels=(
        Channel(
            "search ads", 0.30, 24.0, 0.80, ("search brand", "search gifts"),
            {"advertising": 0.85, "marketing": 0.15},
        ),
        Channel(
            "social ads", 0.20, 31.0, 0.70, ("social spring", "social christmas"),
            {"advertising": 0.75, "marketing": 0.25}, leaving=0.3, value=-0.15,
        ),
        Channel(
            "affiliates", 0.12, 18.0, 0.85, ("partner sites",),
            {"commissions": 0.9, "other": 0.1}, ordering=-0.1, value=-0.1,
        ),
        Channel(
            "trade fairs", 0.05, 95.0, 0.90, ("spring fair",),
            {"marketing": 0.6, "other": 0.4}, ordering=0.2, value=0.35,
        ),
        Channel("direct", 0.23, 0.0, 0.88, (), {}),
        Channel(
            "referral", 0.10, 10.0, 0.92, ("friends",), {"commissions": 1.0}, leaving=-0.3,
        ),
    ),
    countries={
        "United Kingdom": 0.911, "Germany": 0.022, "France": 0.020, "Spain": 0.011,
        "Belgium": 0.009, "Switzerland": 0.009, "Portugal": 0.009, "Italy": 0.009,
    },
    born=(1950, 2005),
    steps=("visit", "view", "basket"),
    passes=(0.90, 0.85),
    more_touches=0.4,
    days_to_order=9.0,
    retains=1.5,
    referral="referral",
)  # fmt: skip

CAMPAIGN = Campaign(
    name="autumn voucher",
    day=date(2025, 9, 15),
    days=28,
    holdout=0.2,
    lifts={"under 35": 0.6, "35 to 54": 0.3, "55 and over": 0.0},
    cost=0.4,
    least_age=60,
)
"""Those treated order (1 + lift) times as fast while it works."""

MONTHS = (0.80, 0.85, 0.95, 0.90, 1.05, 1.00, 0.95, 0.90, 1.15, 1.20, 1.40, 0.95)
"""How busy the months are, January first."""
WEEKDAYS = (2863.0, 3184.0, 3455.0, 4032.0, 2829.0, 0.0, 2169.0)
"""How busy the days of the week are, Monday first: the orders of Online Retail, closed on
Saturdays."""
GROWTH = 0.10
"""How many more new customers come each year."""

R, ALPHA = 0.81, 76.0
"""Rate of orders ~ Gamma(R, ALPHA) per mean day, before effects."""
S, BETA = 0.6, 300.0
"""Rate of leaving ~ Gamma(S, BETA) per day, before effects."""
MEDIAN_WORTH = 265.0
"""Median goods worth of an order, before effects, in money."""
BETWEEN, WITHIN = 0.45, 0.63
"""Standard deviations of the logarithm of worth: between customers of a persona, and from order to
order of one customer."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of customer; effects as in Channel."""

    name: str
    share: float
    ordering: float
    leaving: float
    value: float
    taste: tuple[float, ...]
    """Shares of the categories in its orders."""
    liking: float
    """Added to the mean of nps."""


PERSONAS = (
    Persona("trader", 0.06, 1.2, -0.7, 1.05, (5, 5, 20, 5, 15, 5, 5, 40), 0.4),
    Persona("host", 0.39, 0.1, -0.3, 0.0, (10, 10, 40, 15, 5, 10, 5, 5), 0.6),
    Persona("gift giver", 0.35, -0.25, 0.0, -0.1, (25, 20, 5, 10, 20, 5, 10, 5), 0.0),
    Persona("passer-by", 0.20, -0.6, 0.7, -0.3, (12.5,) * 8, -0.8),
)


@dataclass(frozen=True, slots=True)
class Category:
    """A category of products."""

    name: str
    price: float
    """Median list price of one piece, in money."""
    cost: float
    """Mean cost as a share of the price."""
    refunds: float
    """Chance that something of an order comes back."""


CATEGORIES = (
    Category("cards", 1.1, 0.35, 0.12),
    Category("candles", 2.2, 0.50, 0.18),
    Category("kitchen", 3.4, 0.55, 0.20),
    Category("lights", 4.2, 0.60, 0.28),
    Category("toys", 1.9, 0.52, 0.22),
    Category("garden", 4.6, 0.62, 0.24),
    Category("jewellery", 3.1, 0.40, 0.30),
    Category("bags", 1.8, 0.58, 0.16),
)
CATEGORY_NAMES = tuple(category.name for category in CATEGORIES)
PER_CATEGORY = 25
BRANDS = ("Fern & Fable", "Oldgate", "Petit Jour", "no brand")
FULL_REFUND = 0.2
"""Share of refunds that pay back all pieces; the others pay back a part of them."""
PART_REFUND = 0.18
GOODS_BACK = 0.7
"""Share of refunds for which the goods come back and their cost with them."""
DAYS_TO_REFUND = 12.0
"""Mean days from the order, after the first."""
CONTACTS_PER_ORDER = 0.06

SERVICE = Service(
    desks=(
        Desk("phone", 0.35, (0.0, 6.0), (5.0, 1_440.0), 4.2),
        Desk("e-mail", 0.40, (30.0, 1_440.0), (240.0, 5_760.0), 2.6),
        Desk("chat", 0.18, (0.0, 10.0), (10.0, 2_880.0), 1.9),
        Desk("social", 0.07, (20.0, 720.0), (60.0, 4_320.0), 2.2),
    ),
    reasons=(
        Reason("where is my order", 0.38, "delivery", False),
        Reason("late delivery", 0.16, "delivery", True),
        Reason("broken piece", 0.14, "product", True),
        Reason("how to send back", 0.17, "returns", False),
        Reason("invoice", 0.15, "billing", False),
    ),
    agents=40,
    rated=0.3,
    satisfaction=4.6,
    per_day=0.35,
)
LOYALTY = Loyalty(asked=0.12, mean=8.1, spread=1.9)


@dataclass(frozen=True, slots=True)
class Products:
    """The catalogue: PER_CATEGORY products of each category, one after the other."""

    names: tuple[str, ...]
    price: Vector
    """Of one piece, in money, to the cent."""
    cost: Vector

    def table(self) -> Table:
        """The rows of products.parquet."""
        place = np.arange(len(self.names))
        kinds = place // PER_CATEGORY
        titles = tuple(
            f"{CATEGORY_NAMES[kind]} no. {1 + at % PER_CATEGORY}" for at, kind in enumerate(kinds)
        )
        return {
            "product_id": Words(place, self.names),
            "name": Words(place, titles),
            "category": Words(kinds, CATEGORY_NAMES),
            "brand": Words(place % len(BRANDS), BRANDS),
            "price": Money(cents(self.price)),
            "cost": Money(cents(self.cost)),
        }


def products(generator: np.random.Generator) -> Products:
    """Draw the catalogue: lognormal prices around the category's median, costs around its share."""
    medians = np.repeat([category.price for category in CATEGORIES], PER_CATEGORY)
    shares = np.repeat([category.cost for category in CATEGORIES], PER_CATEGORY)
    size = len(medians)
    price = np.maximum(np.round(medians * np.exp(generator.normal(0, 0.35, size)), 2), 0.3)
    cost = np.round(price * shares * generator.uniform(0.85, 1.15, size), 2)
    names = tuple(f"{kind[:3].upper()}{at:03}" for kind in CATEGORY_NAMES for at in _places())
    return Products(names, price, cost)


def _places() -> range:
    return range(1, PER_CATEGORY + 1)
