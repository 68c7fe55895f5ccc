"""Contacts with the company: the way to the first purchase, then calls and tickets; and answers."""

from dataclasses import dataclass

import numpy as np

from volver.worlds.columns import (
    Flags,
    Maybe,
    Money,
    Table,
    Vector,
    Whole,
    Words,
    cents,
    days_after,
    moments,
    pick,
)
from volver.worlds.market import Market
from volver.worlds.people import People, Touches, campaigns


@dataclass(frozen=True, slots=True)
class Desk:
    """One channel of service."""

    name: str
    share: float
    """Of contacts."""
    response: tuple[float, float]
    """Minutes to the first response: even between these."""
    resolution: tuple[float, float]
    """Minutes from opening to the resolution: even between these, never before the response."""
    cost: float
    """Of one contact, in money."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why customers get in touch."""

    name: str
    share: float
    area: str
    is_complaint: bool


@dataclass(frozen=True, slots=True)
class Service:
    """How a company answers. Contact types are "ticket"."""

    desks: tuple[Desk, ...]
    reasons: tuple[Reason, ...]
    agents: int
    rated: float
    """Share of contacts after which a csat answer comes; half of these answer ces too."""
    satisfaction: float
    """Mean of csat where the resolution was as quick as it gets, in points of 5."""
    per_day: float
    """Points of csat lost for each day until it was resolved."""

    @property
    def complaint_share(self) -> float:
        """Of all contacts."""
        shares = [reason.share for reason in self.reasons]
        return sum(r.share for r in self.reasons if r.is_complaint) / sum(shares)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts that were asked for; all arrays have shape (contacts,)."""

    person: Whole
    """Place of the person in the block."""
    at: Vector
    """Days since the market's first day."""
    reason: Whole
    product: Whole
    """Place of the product; -1: none."""
    desk: Whole
    response: Vector
    """Minutes."""
    resolution: Vector
    """Minutes."""


def draw_contacts(
    service: Service,
    person: Whole,
    at: Vector,
    product: Whole,
    generator: np.random.Generator,
    reason: Whole | None = None,
) -> Contacts:
    """Draw why (unless it is given), where and how long, for contacts of given people and times."""
    size = len(person)
    desk = pick(np.array([one.share for one in service.desks]), size, generator)
    quick = np.array([one.response for one in service.desks])[desk]
    slow = np.array([one.resolution for one in service.desks])[desk]
    response = generator.uniform(quick[:, 0], quick[:, 1])
    resolution = np.maximum(response, generator.uniform(slow[:, 0], slow[:, 1]))
    if reason is None:
        reason = pick(np.array([one.share for one in service.reasons]), size, generator)
    return Contacts(person, at, reason, product, desk, response.round(), resolution.round())


def complaints(service: Service, contacts: Contacts) -> Flags:
    """Which of them are complaints."""
    return np.array([reason.is_complaint for reason in service.reasons])[contacts.reason]


def touches_table(market: Market, people: People, touches: Touches, first: int) -> Table:
    """The rows of interactions.parquet on the way to the purchase, numbered from `first`."""
    known = touches.at < market.days
    person = touches.person[known]
    size = len(person)
    none, absent = np.full(size, -1), np.zeros(size, dtype=bool)
    return _interactions(
        number=first + np.arange(size),
        customer=people.number[person],
        opened=moments(market.first_day, touches.at[known]),
        channel=Words(touches.channel[known], market.names),
        campaign=Words(touches.campaign[known], campaigns(market)),
        type=Words(touches.step[known], market.steps),
        reason=Words(none, ("",)),
        area=Words(none, ("",)),
        is_complaint=absent,
        response=Maybe(np.zeros(size), absent),
        resolved=Maybe(np.zeros(size, dtype="datetime64[D]"), absent),
        resolution=Maybe(np.zeros(size), absent),
        state=Words(none, ("",)),
        agent=Words(none, ("",)),
        product=Words(none, ("",)),
        cost=Money(np.zeros(size, dtype=np.int64), absent),
    )


def contacts_table(
    market: Market,
    service: Service,
    people: People,
    contacts: Contacts,
    products: tuple[str, ...],
    first: int,
    generator: np.random.Generator,
) -> Table:
    """The rows of interactions.parquet that are contacts with the desk."""
    size = len(contacts.person)
    opened = moments(market.first_day, contacts.at)
    resolved = (opened + (60 * contacts.resolution).astype(np.int64)).astype("datetime64[D]")
    done = resolved <= np.datetime64(market.last_day)
    costs = np.array([desk.cost for desk in service.desks])
    agents = tuple(f"agent {1 + at}" for at in range(service.agents))
    return _interactions(
        number=first + np.arange(size),
        customer=people.number[contacts.person],
        opened=opened,
        channel=Words(contacts.desk, tuple(desk.name for desk in service.desks)),
        campaign=Words(np.full(size, -1), ("",)),
        type=Words(np.zeros(size, dtype=np.int64), ("ticket",)),
        reason=Words(contacts.reason, tuple(reason.name for reason in service.reasons)),
        area=Words(contacts.reason, tuple(reason.area for reason in service.reasons)),
        is_complaint=complaints(service, contacts),
        response=Maybe(contacts.response, done),
        resolved=Maybe(resolved, done),
        resolution=Maybe(contacts.resolution, done),
        state=Words(done.astype(np.int64), ("open", "resolved")),
        agent=Words(generator.integers(0, service.agents, size), agents),
        product=Words(contacts.product, products),
        cost=Money(cents(costs[contacts.desk])),
    )


def _interactions(
    number: Whole,
    customer: Whole,
    opened: np.ndarray[tuple[int], np.dtype[np.datetime64]],
    **others: Whole | Words | Maybe | Money | Flags,
) -> Table:
    """Both kinds with the same columns in the same order, as one file wants them."""
    names = {
        "response": "response_minutes",
        "resolved": "resolved_day",
        "resolution": "resolution_minutes",
        "product": "product_id",
    }
    size = len(number)
    return {
        "interaction_id": number,
        "customer_id": customer,
        "opened_at": opened,
        "direction": Words(np.zeros(size, dtype=np.int64), ("in",)),
        **{names.get(name, name): column for name, column in others.items()},
    }


@dataclass(frozen=True, slots=True)
class Loyalty:
    """The question whether they would recommend us: nps, 0 to 10."""

    asked: float
    """Share of customers who answer once."""
    mean: float
    spread: float
    """The answer is a normal number of this mean and deviation, rounded into 0 to 10."""


def answers_table(
    market: Market,
    service: Service,
    loyalty: Loyalty,
    people: People,
    contacts: Contacts,
    liking: Vector,
    until: Vector,
    first: int,
    generator: np.random.Generator,
) -> Table:
    """The rows of answers.parquet: nps of customers, csat and ces of those who got in touch.

    liking: shape (buyers,), added to the mean of their nps; until: the day they left.
    csat = satisfaction - per_day x days until it was resolved + a normal number of deviation 0.8,
    rounded into 1 to 5; ces is the same on a scale of 7, from another draw.
    """
    asked = np.flatnonzero(generator.random(people.buyers) < loyalty.asked)
    end = np.minimum(until[asked], market.days)
    day = people.first[asked] + generator.random(len(asked)) * (end - people.first[asked])
    nps = generator.normal(loyalty.mean + liking[asked], loyalty.spread)
    scores, days, who = [_within(nps, 0, 10)], [day], [asked]
    kinds, desks = [np.zeros(len(asked), dtype=np.int64)], [np.full(len(asked), -1)]
    mood = service.satisfaction - service.per_day * contacts.resolution / 1440
    answering = generator.random(len(mood))
    for kind, share, top in ((1, service.rated, 5), (2, service.rated / 2, 7)):
        at = contacts.at + contacts.resolution / 1440 + 1
        some = (answering < share) & (at < market.days)
        drawn = generator.normal(mood[some], 0.8) * top / 5
        scores.append(_within(drawn, 1, top))
        days.append(at[some])
        who.append(contacts.person[some])
        kinds.append(np.full(some.sum(), kind))
        desks.append(contacts.desk[some])
    score = np.concatenate(scores)
    return {
        "answer_id": first + np.arange(len(score)),
        "customer_id": people.number[np.concatenate(who)],
        "day": days_after(market.first_day, np.concatenate(days)),
        "kind": Words(np.concatenate(kinds), ("nps", "csat", "ces")),
        "question": Words(np.concatenate(kinds), QUESTIONS),
        "score": score,
        "channel": Words(np.concatenate(desks), tuple(desk.name for desk in service.desks)),
    }


QUESTIONS = (
    "Would you recommend us?",
    "How satisfied are you with the answer?",
    "How easy was it to get help?",
)


def _within(score: Vector, low: int, high: int) -> Vector:
    return np.clip(np.rint(score), low, high)
