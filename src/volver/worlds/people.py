"""People of a market: who they are, how they came, and the way to the first purchase."""

from dataclasses import dataclass

import numpy as np

from volver.worlds.columns import (
    Maybe,
    Table,
    Vector,
    Whole,
    Words,
    days_after,
    moments,
    pick,
    pick_by_row,
)
from volver.worlds.market import Market

STRIDE = 1_000_000
"""Numbers of customers, one block to the next: they leave gaps, as a company's do."""
GENDERS = ("female", "male", "other")
GENDER_SHARES = np.array([0.53, 0.45, 0.02])
GENDER_UNKNOWN = 0.08
BIRTH_UNKNOWN = 0.15


@dataclass(frozen=True, slots=True)
class People:
    """One block of people; those who buy stand first. All arrays have shape (people,)."""

    buyers: int
    number: Whole
    channel: Whole
    campaign: Whole
    """Place in `campaigns`; -1: none."""
    country: Whole
    gender: Whole
    birth_year: Whole
    birth_known: np.ndarray[tuple[int], np.dtype[np.bool_]]
    contact: Vector
    """First contact, in days since the market's first day; below 0 before it."""
    first: Vector
    """First purchase; of prospects, the day their last contact ended in nothing."""
    passed: Whole
    """How many steps of the way they reached."""
    referred_by: Whole
    """The number of the customer who did; 0 for nobody."""


def campaigns(market: Market) -> tuple[str, ...]:
    """The names of all campaigns of acquisition."""
    return tuple(name for channel in market.channels for name in channel.campaigns)


def draw_people(
    market: Market, arrivals: Vector, block: int, buyers: int, generator: np.random.Generator
) -> People:
    """Draw one block of people.

    arrivals: shape (days + 1,), the share of first purchases before each day, from 0 to 1.

    Prospects are as many as the chances of the way ask for: where a share p of a channel's people
    buys, there are (1 - p) / p prospects for each of its buyers.
    """
    share = market.passing.prod(axis=1)
    lost = market.shares / market.shares.sum() * (1 - share) / share
    prospects = round(buyers * float(lost.sum()))
    size = buyers + prospects
    first = np.interp(generator.random(size), arrivals, np.arange(len(arrivals), dtype=float))
    first[:buyers].sort()
    channel = np.append(pick(market.shares, buyers, generator), pick(lost, prospects, generator))
    contact = first - generator.gamma(1.2, market.days_to_order / 1.2, size)
    number = block * STRIDE + 1 + np.arange(size)
    referred_by = np.zeros(size, dtype=np.int64)
    place = np.arange(buyers)
    came = (channel[:buyers] == market.names.index(market.referral)) & (place > 0)
    # Buyers stand in the order of their first purchase: whoever stands before was there before.
    friend = np.floor(generator.random(buyers) * place).astype(np.int64)
    referred_by[:buyers][came] = number[friend[came]]
    contact[:buyers][came] = np.maximum(contact[:buyers], first[friend])[came]
    return People(
        buyers=buyers,
        number=number,
        channel=channel,
        campaign=_campaign(market, channel, generator),
        country=pick(np.array(list(market.countries.values())), size, generator),
        gender=np.where(
            generator.random(size) < GENDER_UNKNOWN, -1, pick(GENDER_SHARES, size, generator)
        ),
        birth_year=generator.integers(market.born[0], market.born[1] + 1, size),
        birth_known=generator.random(size) >= BIRTH_UNKNOWN,
        contact=contact,
        first=first,
        passed=_passed(market, channel, buyers, generator),
        referred_by=referred_by,
    )


def _campaign(market: Market, channel: Whole, generator: np.random.Generator) -> Whole:
    counts = np.array([len(one.campaigns) for one in market.channels])
    start = np.cumsum(counts) - counts
    one = np.floor(generator.random(len(channel)) * counts[channel]).astype(np.int64)
    return np.where(counts[channel] > 0, start[channel] + one, -1)


def _passed(market: Market, channel: Whole, buyers: int, generator: np.random.Generator) -> Whole:
    """Steps reached: all by buyers; by prospects, as many as their chances give."""
    passing = market.passing
    reached = np.cumprod(np.hstack([np.ones((len(passing), 1)), passing[:, :-1]]), axis=1)
    stops = reached * (1 - passing)
    steps = np.full(len(channel), len(market.steps))
    steps[buyers:] = 1 + pick_by_row(stops, channel[buyers:], generator)
    return steps


def customers_table(market: Market, people: People) -> Table:
    """The rows of customers.parquet."""
    return {
        "customer_id": people.number,
        "first_contact": days_after(market.first_day, people.contact),
        "channel": Words(people.channel, market.names),
        "campaign": Words(people.campaign, campaigns(market)),
        "referred_by": Maybe(people.referred_by, people.referred_by > 0),
        "country": Words(people.country, tuple(market.countries)),
        "gender": Words(people.gender, GENDERS),
        "birth_year": Maybe(people.birth_year, people.birth_known),
    }


@dataclass(frozen=True, slots=True)
class Touches:
    """What happened on the way to the first purchase; shape (touches,), by person and time."""

    person: Whole
    at: Vector
    channel: Whole
    campaign: Whole
    step: Whole
    """Place in market.steps."""


def draw_touches(market: Market, people: People, generator: np.random.Generator) -> Touches:
    """Draw the way: contacts by a Markov chain of channels, then the later steps, one each.

    The first contact is by the channel that brought the person; after each, another follows with
    the chance market.more_touches, by the channel that market.moves gives. All are contacts of
    the first step; each later step that was reached is one more, by the channel of the last one.
    """
    size = len(people.number)
    contacts = generator.geometric(1 - market.more_touches, size)
    total = contacts + people.passed - 1
    start = np.cumsum(total) - total
    person = np.repeat(np.arange(size), total)
    rank = np.arange(len(person)) - start[person]
    channel = people.channel[person]
    step = np.maximum(rank - contacts[person] + 1, 0)
    for turn in range(1, int(contacts.max(initial=1))):
        moved = np.flatnonzero((rank == turn) & (step == 0))
        channel[moved] = pick_by_row(market.moves, channel[moved - 1], generator)
    late = step > 0
    last = (start + contacts - 1)[person[late]]
    channel[late] = channel[last]
    jitter = np.where(rank > 0, generator.random(len(rank)), 0.0)
    span = (people.first - people.contact)[person]
    at = people.contact[person] + span * (rank + jitter) / total[person]
    return Touches(person, at, channel, np.where(rank == 0, people.campaign[person], -1), step)


def touch_times(
    market: Market, touches: Touches
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """When each touch was opened."""
    return moments(market.first_day, touches.at)
