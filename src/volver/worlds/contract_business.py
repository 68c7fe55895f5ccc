"""A business of contracts, block by block."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import betainc

from volver.worlds.business import ID_STRIDE, Block, Sums
from volver.worlds.columns import Table, Vector
from volver.worlds.contract_files import (
    hazards_table,
    invoices,
    products_table,
    subscriptions_table,
    truth_table,
)
from volver.worlds.contract_future import year_ahead
from volver.worlds.contracts import (
    RUNNING,
    Calendar,
    Dealings,
    draw_drivers,
    live,
    plan_shares,
)
from volver.worlds.effects import effect_sums, effect_truth, effects_table, holdouts_table
from volver.worlds.market import Campaign, Market, band_of
from volver.worlds.people import customers_table, draw_people, draw_touches
from volver.worlds.service import answers_table, contacts_table, draw_contacts, touches_table

DISLIKE = 4.0
"""How many points of nps somebody gives less for each unit of their chance to leave."""


@dataclass(frozen=True)
class ContractBusiness:
    """A telephone company or a SaaS, by its facts."""

    market: Market
    campaign: Campaign
    dealings: Dealings

    @cached_property
    def calendar(self) -> Calendar:
        """Its months."""
        return Calendar(self.market)

    @cached_property
    def _began(self) -> Mapping[str, Vector]:
        """By plan, the share of its contracts that began before each day. Shape (days + 1,)."""
        before = 1 - np.arange(self.market.days + 1) / self.market.days
        return {
            plan.name: np.asarray(1 - betainc(*plan.started, before))
            for plan in self.dealings.plans
        }

    @cached_property
    def arrivals(self) -> Vector:
        """The share of new customers who come before each day; shape (days + 1,)."""
        shares = {plan.name: plan.share for plan in self.dealings.plans}
        reached = sum(share * self._began[name] for name, share in shares.items())
        return np.asarray(reached / sum(shares.values()))

    @cached_property
    def _weights(self) -> Vector:
        return plan_shares(self.dealings, self.calendar, self._began)

    def block(self, number: int, customers: int, generator: np.random.Generator) -> Block:
        """Draw one block of customers and all that they did."""
        market, campaign, dealings, calendar = (
            self.market, self.campaign, self.dealings, self.calendar,
        )  # fmt: skip
        people = draw_people(market, self.arrivals, number, customers, generator)
        drivers = draw_drivers(dealings, calendar, self._weights, people, generator)
        begin = (campaign.day - market.first_day).days
        band = band_of(people.birth_year[:customers])
        lift = np.array(list(campaign.lifts.values()))[band]
        eligible = people.first[:customers] < begin - campaign.least_age
        lives = live(dealings, calendar, campaign, drivers, lift, eligible, generator)
        touches = draw_touches(market, people, generator)
        who, month, why = lives.asked
        # Some days after the invoice, and before the next one.
        at = calendar.day(month, drivers.day_of_month[who]) + 4 + 23 * generator.random(len(who))
        known = at < market.days
        who, month, why, at = who[known], month[known], why[known], at[known]
        lives = replace(lives, asked=(who, month, why))
        contacts = draw_contacts(
            dealings.service, who, at, np.full(len(who), -1), generator, reason=why
        )
        first = number * ID_STRIDE + 1
        until = np.where(
            lives.end < RUNNING, calendar.day(np.minimum(lives.end, 999), drivers.day_of_month),
            market.days,
        )  # fmt: skip
        after = first + len(touches.at)
        effect = lives.kept[1] - lives.kept[0]
        new = np.bincount(people.channel[:customers], minlength=len(market.channels))
        return Block(
            {
                "customers": [customers_table(market, people)],
                "orders": invoices(
                    dealings, calendar, people, drivers, lives, contacts, first, generator
                ),
                "subscriptions": [
                    subscriptions_table(dealings, calendar, people, drivers, lives)
                ],
                "interactions": [
                    touches_table(market, people, touches, first),
                    contacts_table(
                        market, dealings.service, people, contacts, ("",), after, generator
                    ),
                ],
                "answers": [
                    answers_table(
                        market, dealings.service, dealings.loyalty, people, contacts,
                        -DISLIKE * drivers.theta, until, first, generator,
                    )
                ],
                "holdouts": [holdouts_table(campaign, people, lives.arm)],
                # Lived last, so that no file hangs on what is still to come.
                "truth/customers": [
                    truth_table(
                        dealings, calendar, people, drivers, lives,
                        year_ahead(dealings, calendar, drivers, lives, generator),
                    )
                ],
                "truth/holdouts": [effect_truth(people, lives.arm, band, effect)],
            },
            {"new": new.astype(float), **effect_sums(lives.arm, band, effect)},
        )  # fmt: skip

    def once(self, sums: Sums) -> Mapping[str, Table]:
        """The plans, and the truth about who leaves and about the campaign."""
        return {
            "products": products_table(self.dealings),
            "truth/effects": effects_table(self.campaign, "kept to the end of the window", sums),
            "truth/hazards": hazards_table(self.dealings, self.calendar),
        }
