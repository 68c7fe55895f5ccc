"""The shop: gifts, sold to people and to traders, over six years.

Orders follow Pareto/NBD on a seasonal clock. While a customer lives, orders come by a Poisson
process of rate lambda ~ Gamma(r, alpha) per mean day, times effects of persona and channel; a life
lasts an exponential time of rate mu ~ Gamma(s, beta) per day, times such effects. The goods worth
of an order is lognormal around the customer's own level, which is lognormal itself. What is sold is
a product drawn by the persona's taste, in whole pieces, one line an order; cost and refunds follow
the product.

Source: Schmittlein, Morrison & Colombo (1987), Management Science 33(1), 1-24. Complaints and
refunds make nobody leave here: a figure that says they do is wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from volver.worlds import shop_facts as facts
from volver.worlds.business import ANNUAL_RATE, ID_STRIDE, Block, Sums
from volver.worlds.columns import (
    Flags,
    Maybe,
    Money,
    Table,
    Vector,
    Whole,
    Words,
    cents,
    moments,
    pick_by_row,
    whole,
)
from volver.worlds.effects import assign, effect_sums, effect_truth, effects_table, holdouts_table
from volver.worlds.market import Campaign, Market, band_of
from volver.worlds.pace import Pace
from volver.worlds.people import People, customers_table, draw_people, draw_touches
from volver.worlds.service import (
    Contacts,
    answers_table,
    contacts_table,
    draw_contacts,
    touches_table,
)
from volver.worlds.shop_buyers import Buyers, draw_buyers
from volver.worlds.shop_truth import AHEAD, expected_extra, margin_shares, truth_table


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of a block; arrays of shape (orders,)."""

    who: Whole
    """Place of the buyer in the block."""
    at: Vector
    """Days since the first day."""
    product: Whole
    pieces: Whole

    def take(self, which: Whole | Flags) -> "Orders":
        """Some of them."""
        return Orders(self.who[which], self.at[which], self.product[which], self.pieces[which])


@dataclass(frozen=True, slots=True)
class Refunds:
    """What comes back of some orders; arrays of shape (refunds,)."""

    of: Whole
    """Place of the order."""
    pieces: Whole
    at: Vector
    """Days since the first day."""
    goods: Flags
    """Whether the goods come back, and their cost with them."""


@dataclass(frozen=True)
class Shop:
    """The shop of one seed."""

    seed: int
    market: Market = facts.MARKET
    campaign: Campaign = facts.CAMPAIGN

    @cached_property
    def pace(self) -> Pace:
        """Of the days known and the year after them."""
        days = self.market.days + AHEAD
        return Pace.of(self.market.first_day, days, facts.MONTHS, facts.WEEKDAYS)

    @cached_property
    def arrivals(self) -> Vector:
        """The share of new customers who come before each day; shape (days + 1,)."""
        return self.pace.arrivals(self.market.days, facts.GROWTH)

    @cached_property
    def products(self) -> facts.Products:
        """The catalogue, the same for a seed whatever the number of customers."""
        return facts.products(np.random.default_rng([self.seed, 2]))

    @property
    def window(self) -> tuple[int, int]:
        """First day of the campaign and the first one after it, in days since the first day."""
        begin = (self.campaign.day - self.market.first_day).days
        return begin, begin + self.campaign.days

    def block(self, number: int, customers: int, generator: np.random.Generator) -> Block:
        """Draw one block of customers and all that they did, prospects included."""
        market, campaign = self.market, self.campaign
        people = draw_people(market, self.arrivals, number, customers, generator)
        buyers = draw_buyers(market, people, generator)
        begin, over = self.window
        arm = assign(campaign, people.first[:customers] < begin - campaign.least_age, generator)
        band = band_of(people.birth_year[:customers])
        lift = np.array(list(campaign.lifts.values()))[band]
        orders = self._orders(people, buyers, lift * (arm == 1), generator)
        touches = draw_touches(market, people, generator)
        contacts = self._contacts(orders, generator)
        first = number * ID_STRIDE + 1
        names = self.products.names
        after = first + len(touches.at)
        liking = np.array([persona.liking for persona in facts.PERSONAS])[buyers.persona]
        effect = expected_extra(self.pace, buyers, lift, begin, over)
        new = np.bincount(people.channel[:customers], minlength=len(market.channels))
        return Block(
            {
                "customers": [customers_table(market, people)],
                "orders": self._order_tables(people, orders, first, generator),
                "interactions": [
                    touches_table(market, people, touches, first),
                    contacts_table(
                        market, facts.SERVICE, people, contacts, names, after, generator
                    ),
                ],
                "answers": [
                    answers_table(
                        market, facts.SERVICE, facts.LOYALTY, people, contacts, liking,
                        buyers.gone, first, generator,
                    )
                ],
                "holdouts": [holdouts_table(campaign, people, arm)],
                # Drawn last, so that no file hangs on what is still to come.
                "truth/customers": [
                    truth_table(
                        market, self.pace, self.products, people, buyers,
                        self._ahead(buyers, generator),
                    )
                ],
                "truth/holdouts": [effect_truth(people, arm, band, effect)],
            },
            {"new": new.astype(float), **effect_sums(arm, band, effect)},
        )  # fmt: skip

    def once(self, sums: Sums) -> Mapping[str, Table]:
        """The catalogue, and the truth about personas and the campaign."""
        place = np.arange(len(facts.PERSONAS))
        taste = np.array([persona.taste for persona in facts.PERSONAS])
        return {
            "products": self.products.table(),
            "truth/effects": effects_table(self.campaign, "orders in the window", sums),
            "truth/personas": {
                "persona": Words(place, tuple(persona.name for persona in facts.PERSONAS)),
                "share": np.array([persona.share for persona in facts.PERSONAS]),
                "ordering": np.array([persona.ordering for persona in facts.PERSONAS]),
                "leaving": np.array([persona.leaving for persona in facts.PERSONAS]),
                "value": np.array([persona.value for persona in facts.PERSONAS]),
                "margin_per_worth": margin_shares(self.products),
                **{
                    f"taste_{name}": taste[:, at] / taste.sum(axis=1)
                    for at, name in enumerate(facts.CATEGORY_NAMES)
                },
            },
        }

    def _orders(
        self, people: People, buyers: Buyers, lift: Vector, generator: np.random.Generator
    ) -> Orders:
        """The first order, the repeats, and what the campaign adds: a process on top of them."""
        first = people.first[: people.buyers]
        begin, over = self.window
        everyone = np.arange(people.buyers)
        who, at = [everyone], [first]
        for rate, start, stop in (
            (buyers.rate, first, np.minimum(buyers.gone, self.market.days)),
            (buyers.rate * lift, np.full(len(first), float(begin)), buyers.gone.clip(begin, over)),
        ):
            reached, length = self.pace.at(start), self.pace.at(stop) - self.pace.at(start)
            one = np.repeat(everyone, generator.poisson(rate * length))
            who.append(one)
            at.append(self.pace.day(reached[one] + generator.random(len(one)) * length[one]))
        return self._goods(buyers, np.concatenate(who), np.concatenate(at), generator)

    def _goods(
        self, buyers: Buyers, buyer: Whole, at: Vector, generator: np.random.Generator
    ) -> Orders:
        """What is in orders of given buyers at given times."""
        taste = np.array([persona.taste for persona in facts.PERSONAS])
        category = pick_by_row(taste, buyers.persona[buyer], generator)
        place = generator.integers(0, facts.PER_CATEGORY, len(buyer))
        product = category * facts.PER_CATEGORY + place
        noise = generator.normal(-(facts.WITHIN**2) / 2, facts.WITHIN, len(buyer))
        worth = buyers.level[buyer] * np.exp(noise)
        # An order of less than one piece is one: so rare that the mean worth hardly moves.
        pieces = np.maximum(whole(worth / self.products.price[product], generator), 1)
        return Orders(buyer, at, product, pieces)

    def _ahead(self, buyers: Buyers, generator: np.random.Generator) -> tuple[Whole, Vector]:
        """What comes in the year after the last day: orders and discounted margin by buyer."""
        today, everyone = float(self.market.days), np.arange(len(buyers.gone))
        stop = buyers.gone.clip(today, today + AHEAD)
        reached = self.pace.at(np.array([today]))
        length = self.pace.at(stop) - reached
        who = np.repeat(everyone, generator.poisson(buyers.rate * length))
        at = self.pace.day(reached + generator.random(len(who)) * length[who])
        orders = self._goods(buyers, who, at, generator)
        back = self._refunds(orders, generator)
        price, cost = self.products.price, self.products.cost
        margin = orders.pieces * (price - cost)[orders.product]
        product = orders.product[back.of]
        margin[back.of] -= back.pieces * (price[product] - cost[product] * back.goods)
        value = margin * (1 + ANNUAL_RATE) ** (-(at - today) / 365.25)
        size = len(everyone)
        came = np.bincount(who, minlength=size).astype(np.int64)
        return came, np.asarray(np.bincount(who, value, size), dtype=np.float64)

    def _refunds(self, orders: Orders, generator: np.random.Generator) -> Refunds:
        """Which of some orders come back, in whole or in part."""
        chance = np.array([category.refunds for category in facts.CATEGORIES])
        drawn = generator.random(len(orders.who))
        of = np.flatnonzero(drawn < chance[orders.product // facts.PER_CATEGORY])
        is_full = generator.random(len(of)) < facts.FULL_REFUND
        sold = orders.pieces[of]
        part = whole(sold.astype(np.float64) * facts.PART_REFUND, generator)
        after = 1 + generator.gamma(2.0, facts.DAYS_TO_REFUND / 2, len(of))
        goods = generator.random(len(of)) < facts.GOODS_BACK
        return Refunds(of, np.where(is_full, sold, part), orders.at[of] + after, goods)

    def _order_tables(
        self, people: People, orders: Orders, first: int, generator: np.random.Generator
    ) -> tuple[Table, Table]:
        """The rows of orders.parquet: orders, then refunds, which name their order."""
        size = len(orders.who)
        number = first + np.arange(size)
        refunds = self._refunds(orders, generator)
        known = (refunds.pieces > 0) & (refunds.at < self.market.days)
        of = refunds.of[known]
        back = Orders(orders.who[of], refunds.at[known], orders.product[of], -refunds.pieces[known])
        own = first + size + np.arange(len(back.who))
        sold = Maybe(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool))
        refund_of = Maybe(number[of], np.ones(len(own), dtype=bool))
        every = np.ones(size, dtype=bool)
        return (
            self._rows(people, orders, number, every, sold),
            self._rows(people, back, own, refunds.goods[known], refund_of),
        )

    def _rows(
        self, people: People, orders: Orders, number: Whole, with_cost: Flags, refund_of: Maybe
    ) -> Table:
        price, cost = cents(self.products.price), cents(self.products.cost)
        return {
            "order_id": number,
            "customer_id": people.number[orders.who],
            "ordered_at": moments(self.market.first_day, orders.at),
            "product_id": Words(orders.product, self.products.names),
            "category": Words(orders.product // facts.PER_CATEGORY, facts.CATEGORY_NAMES),
            "quantity": orders.pieces,
            "amount": Money(orders.pieces * price[orders.product]),
            "cost": Money(orders.pieces * cost[orders.product] * with_cost),
            "refund_of": refund_of,
        }

    def _contacts(self, orders: Orders, generator: np.random.Generator) -> Contacts:
        """Some orders are asked about, a few days after them."""
        size = generator.binomial(len(orders.who), facts.CONTACTS_PER_ORDER)
        which = generator.integers(0, len(orders.who), size)
        at = orders.at[which] + generator.gamma(1.5, 3.0, size)
        which, at = which[at < self.market.days], at[at < self.market.days]
        return draw_contacts(facts.SERVICE, orders.who[which], at, orders.product[which], generator)
