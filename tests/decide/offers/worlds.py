"""Random shops with a catalogue, orders, refunds and what customers told us; and recounts of them.

Everything here is counted from the rows, without a database, from the rules as people read them.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median

import numpy as np
from tests.store.company import company_with
from tests.store.shop import DAYS, END, START, Line, engine_with, order, refund

from volver.domain.money import Basis
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

NAMES = [f"p{at}" for at in range(8)]
ROOTS = 4
"""The first four are bought first; each leads to the one four places on."""
CROWD = 90
TARGETS = ("k0", "k1", "k2")
NOBODY = "k99"
"""Has bought nothing that has a name."""
RATE = 0.4
"""Margin, as a share of what was paid."""
Told = dict[str, object]


@dataclass(frozen=True)
class World:
    """A shop; what lies after the observation date is in its rows and must not count."""

    products: tuple[Told, ...]
    back: tuple[float, ...]
    """Share of each product that is sent back."""
    log: tuple[Told, ...]
    seed: int
    """Of who buys what and when."""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All orders and refunds."""
        return tuple(_crowd(self))

    def snapshot(self) -> Snapshot:
        """As the store shows it."""
        engine = engine_with(self.lines)
        company = company_with(engine, products=self.products, interactions=self.log)
        shape = Shape(Basis("margin_from_rate", RATE), True, True)
        return Snapshot(engine, END, shape, company=company).with_histories()

    @cached_property
    def known(self) -> list[Line]:
        """Lines with a product's name, up to the observation date."""
        return [line for line in self.lines if line.day <= END and line.product_id]

    @cached_property
    def customers(self) -> set[str]:
        """Who has not sent back every order: only they have a history."""
        until = [line for line in self.lines if line.day <= END]
        undone = {line.refund_of for line in until if line.is_refund}
        return {line.customer_id for line in until if line.order_id and line.order_id not in undone}

    @cached_property
    def days(self) -> dict[tuple[str, str], list[date]]:
        """On which days each customer bought each product."""
        found: dict[tuple[str, str], set[date]] = {}
        for line in self.known:
            if not line.is_refund and line.customer_id in self.customers:
                found.setdefault((line.customer_id, line.product_id), set()).add(line.day)
        return {key: sorted(held) for key, held in found.items()}

    def buyers(self, product: str) -> set[str]:
        """Who ever bought it."""
        return {who for who, what in self.days if what == product}

    @cached_property
    def everybody(self) -> set[str]:
        """Who ever bought anything with a name."""
        return {who for who, _ in self.days}

    def has(self, who: str) -> set[str]:
        """What a customer ever bought."""
        return {what for one, what in self.days if one == who}

    @cached_property
    def _moved(self) -> tuple[Counter, Counter]:
        pieces = [Counter(), Counter()]
        for line in self.known:
            pieces[line.is_refund][line.customer_id, line.product_id] += 1
        return pieces[0], pieces[1]

    def kept(self, who: str) -> set[str]:
        """What a customer bought and did not send back."""
        sold, back = self._moved
        return {what for (one, what), n in sold.items() if one == who and n > back[one, what]}

    @cached_property
    def returned(self) -> dict[str, float]:
        """Share sent back, of each product that was sold twenty times."""
        sold, back = Counter(), Counter()
        for line in self.known:
            (back if line.is_refund else sold)[line.product_id] += 1
        return {name: min(back[name] / n, 1.0) for name, n in sold.items() if n >= 20}

    def mean(self, product: str, of: str) -> float:
        """Of a purchase: "price" before what was sent back, or "margin" after it."""
        lines = [line for line in self.known if line.product_id == product]
        sold = [line for line in lines if not line.is_refund]
        counted = sold if of == "price" else lines
        paid = sum(float(line.revenue) for line in counted)
        return paid * (1 if of == "price" else RATE) / len(sold)

    def gap(self, first: str, second: str) -> float | None:
        """Median days from a customer's first purchase of one to that of the other."""
        waits = [
            (self.days[who, second][0] - self.days[who, first][0]).days
            for who in self.buyers(first) & self.buyers(second)
        ]
        later = [wait for wait in waits if wait >= 0]
        return median(later) if later else None

    @cached_property
    def priced(self) -> dict[str, Told]:
        """Products with a category, a price and a cost."""
        needed = ("category", "price", "cost")
        return {
            str(one["product_id"]): one
            for one in self.products
            if all(one[name] is not None for name in needed)
        }

    def paid(self, who: str, category: object) -> list[float]:
        """List prices of what a customer bought of a category, one for each piece."""
        told = {one["product_id"]: one for one in self.products}
        return [
            float(told[line.product_id]["price"])  # type: ignore[arg-type]  # a number, asked below
            for line in self.known
            if not line.is_refund and line.customer_id == who
            if told[line.product_id]["category"] == category
            if told[line.product_id]["price"] is not None
        ]

    @cached_property
    def payers(self) -> set[str]:
        """Who ever paid for anything with a name, sent back or not."""
        return {line.customer_id for line in self.known}

    def told(self, who: str) -> list[Told]:
        """Contacts with a customer, and what was known of each by the observation date."""
        until = [one for one in self.log if one["customer_id"] == who and one["day"] <= END]
        unknown = {"resolved_day": None, "outcome": None}
        return [one | unknown if (one["resolved_day"] or END) > END else one for one in until]


def _crowd(world: World) -> list[Line]:
    """Ninety customers: one or two first products, what they lead to, repeats and refunds."""
    random = np.random.default_rng(world.seed)
    prices = [float(one["price"]) for one in world.products]
    lines: list[Line] = []

    def buy(who: int, product: int, day: int) -> None:
        at, what = len(lines) + 1, NAMES[product]
        paid = f"{prices[product] * random.uniform(0.8, 1):.2f}"
        lines.append(order(at, f"k{who}", day, paid, order_id=f"o{at}", product_id=what))
        if random.random() < world.back[product]:
            told = {"refund_of": f"o{at}", "product_id": what}
            lines.append(refund(at + 1, f"k{who}", day + 3, paid, **told))

    def again(who: int, product: int, day: int, share: float) -> None:
        while day <= DAYS + 15:
            buy(who, product, day)
            if random.random() > share:
                break
            day += max(round(float(np.exp(random.normal(2.6, 0.4)))), 1)

    for who in range(CROWD):
        for root in random.choice(ROOTS, int(random.integers(1, 3)), replace=False).tolist():
            start = int(random.integers(-150, -30))
            again(who, root, start, 0.9)
            if random.random() < 0.5:
                again(who, root + ROOTS, start + int(random.integers(-2, 40)), 0.5)
    lines.append(order(len(lines) + 1, NOBODY, -9, "5", order_id="last"))
    return lines


def world_of(seed: int) -> World:
    """Prices, costs (of some shops above prices), returns and contacts, all drawn from a seed.

    Not by Hypothesis: it likes values that it has seen in modules, and which modules a process has
    read is chance; what every reason is met in must not be.
    """
    random = np.random.default_rng(seed)

    def one_of(*values: object) -> object:
        return values[int(random.integers(len(values)))]

    shares = ((20, 40, 60, 80), (20, 60, 99), (103, 190))[int(random.integers(3))]
    products = []
    for name in NAMES:
        price = int(random.integers(700, 1401))
        cost = price * int(random.choice(shares)) // 100 / 100 if price % 7 else None
        category = one_of(*"aaaaaaab", None)
        products.append(
            {"product_id": name, "category": category, "price": price / 100, "cost": cost}
        )
    log = []
    for _ in range(int(random.integers(6, 17))):
        day = START + timedelta(days=int(random.integers(-90, DAYS + 6)))
        log.append(
            {
                "customer_id": one_of(*TARGETS, NOBODY),
                "day": day,
                "direction": one_of("in", "out", "Out"),
                "type": "call",
                "outcome": one_of(None, "sold", "sold", "No", "No interesa"),
                "product_id": one_of(None, None, None, None, None, None, None, None, *NAMES),
                "is_complaint": one_of(*[False] * 7, True),
                "resolved_day": one_of(None, day + timedelta(days=20)),
            }
        )
    back = tuple(float(random.choice([0.0, 0.0, 0.1, 0.6])) for _ in NAMES)
    return World(tuple(products), back, tuple(log), int(random.integers(2**32)))
