"""The lives of contracts as a company's files keep them, and what it never sees of them."""

import numpy as np

from volver.worlds.columns import (
    Maybe,
    Money,
    Table,
    Vector,
    Whole,
    Words,
    cents,
    days_after,
    moments,
)
from volver.worlds.contract_future import YEAR, discounts
from volver.worlds.contracts import RUNNING, Calendar, Dealings, Drivers, Lives, survival
from volver.worlds.people import People
from volver.worlds.service import Contacts


def categories(dealings: Dealings) -> tuple[str, ...]:
    """Of the plans, each once."""
    return tuple(dict.fromkeys(plan.category for plan in dealings.plans))


def _kinds(dealings: Dealings) -> Whole:
    names = categories(dealings)
    return np.array([names.index(plan.category) for plan in dealings.plans])


def _names(dealings: Dealings) -> tuple[str, ...]:
    return tuple(plan.name for plan in dealings.plans)


def _unit_cents(dealings: Dealings) -> Whole:
    return cents(np.array([plan.unit for plan in dealings.plans]))


def _day(calendar: Calendar, people: People, drivers: Drivers, who: Whole, month: Whole) -> Vector:
    """The day in a month on which contracts begin, are billed, change and end."""
    first = np.floor(people.first[who])
    later = calendar.day(month, drivers.day_of_month[who])
    return np.where(month == drivers.start[who], first, later)


def invoices(
    dealings: Dealings,
    calendar: Calendar,
    people: People,
    drivers: Drivers,
    lives: Lives,
    contacts: Contacts,
    first: int,
    generator: np.random.Generator,
) -> tuple[Table, Table]:
    """The rows of orders.parquet: an invoice each month, then credit notes, which name theirs.

    A credit note is a part of the invoice of the month of a complaint; nothing is saved by it.
    """
    who, month, units = lives.billed
    number = first + np.arange(len(who))
    day = _day(calendar, people, drivers, who, month)
    known = day < calendar.market.days
    amount = units * _unit_cents(dealings)[drivers.plan[who]]
    cost = np.rint(amount * dealings.cost).astype(np.int64)
    # Complaints lie in the month that an invoice opened: it is found by place and month.
    asked, asked_month, why = lives.asked
    is_complaint = np.array([reason.is_complaint for reason in dealings.service.reasons])[why]
    credited = is_complaint & (generator.random(len(why)) < dealings.credited)
    months = calendar.months
    keys = who * months + month
    order = np.argsort(keys)
    at = order[np.searchsorted(keys[order], (asked * months + asked_month)[credited])]
    back_day = contacts.at[credited] + contacts.resolution[credited] / 1440
    in_time = (back_day < calendar.market.days) & known[at]
    at, back_day = at[in_time], back_day[in_time]
    back = np.rint(amount[at] * dealings.credit).astype(np.int64)
    plan = drivers.plan

    def rows(
        number: Whole, place: Whole, day: Vector, amount: Whole, cost: Whole, of: Maybe
    ) -> Table:
        return {
            "order_id": number,
            "customer_id": people.number[place],
            "ordered_at": moments(calendar.market.first_day, day),
            "product_id": Words(plan[place], _names(dealings)),
            "category": Words(_kinds(dealings)[plan[place]], categories(dealings)),
            "amount": Money(amount),
            "cost": Money(cost),
            "refund_of": of,
        }

    size = int(known.sum())
    nothing = Maybe(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool))
    # Of the first month, the moment of signing; of the others, the morning.
    moment = np.where(month == drivers.start[who], people.first[who], day)
    return (
        rows(number[known], who[known], moment[known], amount[known], cost[known], nothing),
        rows(
            first + len(who) + np.arange(len(at)), who[at], back_day, -back,
            np.zeros(len(at), dtype=np.int64), Maybe(number[at], np.ones(len(at), dtype=bool)),
        ),
    )  # fmt: skip


def subscriptions_table(
    dealings: Dealings, calendar: Calendar, people: People, drivers: Drivers, lives: Lives
) -> Table:
    """The rows of subscriptions.parquet: one for each stretch at one amount."""
    who, month, units = lives.changed
    order = np.lexsort((month, who))
    who, month, units = who[order], month[order], units[order]
    day = _day(calendar, people, drivers, who, month)
    known = day < calendar.market.days
    who, month, units, day = who[known], month[known], units[known], day[known]
    is_last = np.append(who[1:] != who[:-1], True)
    left = lives.end[who]
    last_day = _day(calendar, people, drivers, who, np.where(left == RUNNING, month, left))
    ended = np.where(is_last, last_day, np.append(day[1:], 0.0))
    has_ended = ~is_last | (left < RUNNING)
    in_time = has_ended & (ended < calendar.market.days)
    reason = np.where(is_last & in_time, lives.reason[who], -1)
    return {
        "subscription_id": people.number[who],
        "customer_id": people.number[who],
        "started": days_after(calendar.market.first_day, day),
        "ended": Maybe(days_after(calendar.market.first_day, ended), in_time),
        "amount": Money(units * _unit_cents(dealings)[drivers.plan[who]]),
        "plan": Words(drivers.plan[who], _names(dealings)),
        "reason": Words(reason, dealings.words),
        "involuntary": Maybe(reason == 0, is_last & in_time),
    }


def truth_table(
    dealings: Dealings,
    calendar: Calendar,
    people: People,
    drivers: Drivers,
    lives: Lives,
    came: tuple[Whole, Vector],
) -> Table:
    """The rows of truth/customers.parquet.

    theta: chance to leave at each renewal. expected_*_12m: over the twelve months after the last
    one, from its end on, for those who are still there; the value is margin, discounted from each
    invoice's day, before credits and the cost of service. came_*_12m, from `came`: what those
    months then brought, lived once.
    """
    who = np.arange(people.buyers)
    alive = lives.end == RUNNING
    stays = survival(
        dealings, drivers, lives.complained, who, calendar.months, YEAR, np.zeros(people.buyers)
    )
    amount = lives.units * _unit_cents(dealings)[drivers.plan] / 100
    grown = amount[:, None] * (1 + dealings.growth) ** np.arange(1, YEAR + 1)
    revenue = alive * (stays * grown).sum(axis=1)
    value = alive * (stays * grown * discounts(calendar, drivers)).sum(axis=1) * (1 - dealings.cost)
    gone = np.where(alive, drivers.start, lives.end)
    left_on = _day(calendar, people, drivers, who, gone)
    return {
        "customer_id": people.number[: people.buyers],
        "plan": Words(drivers.plan, _names(dealings)),
        "theta": drivers.theta,
        "alive": alive,
        "left_on": Maybe(days_after(calendar.market.first_day, left_on), ~alive),
        "monthly_amount": amount,
        "p_kept_12m": alive * stays[:, -1],
        "expected_orders_12m": alive * stays.sum(axis=1),
        "expected_revenue_12m": revenue,
        "expected_value_12m": value,
        "came_orders_12m": came[0],
        "came_value_12m": came[1],
    }


def hazards_table(dealings: Dealings, calendar: Calendar) -> Table:
    """The rows of truth/hazards.parquet: by plan, channel and renewal, who leaves there.

    chance: of leaving at the renewal, among those who are still there and had neither a complaint
    nor the campaign: a / (a + b + renewal - 1), a times the channel's effect. Besides, in any
    month: `fails` and, after a complaint, `scares`.
    """
    channels = calendar.market.channels
    rows = [
        (plan, channel, renewal)
        for plan, one in enumerate(dealings.plans)
        for channel in range(len(channels))
        for renewal in range(1, (calendar.months - 1) // one.term + 1)
    ]
    plan, channel, renewal = np.array(rows).T
    a, b = np.array([one.leaving for one in dealings.plans])[plan].T
    a = a * np.exp(np.array([one.leaving for one in channels])[channel])
    return {
        "plan": Words(plan, _names(dealings)),
        "channel": Words(channel, calendar.market.names),
        "renewal": renewal,
        "months": renewal * np.array([one.term for one in dealings.plans])[plan],
        "chance": a / (a + b + renewal - 1),
        "fails": np.array([one.fails for one in dealings.plans])[plan],
        "scares": np.array([one.scares for one in dealings.plans])[plan],
    }


def products_table(dealings: Dealings) -> Table:
    """The rows of products.parquet: the plans, at their mean price of a month."""
    price = np.array([plan.unit * plan.units[0] for plan in dealings.plans])
    place = np.arange(len(dealings.plans))
    return {
        "product_id": Words(place, _names(dealings)),
        "name": Words(place, _names(dealings)),
        "category": Words(_kinds(dealings), categories(dealings)),
        "price": Money(cents(price)),
        "cost": Money(cents(price * dealings.cost)),
    }
