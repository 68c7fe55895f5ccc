"""Make a business: its files as a company has them, and the truth beside them."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from volver.domain.errors import BadInput
from volver.domain.ports import Progress, Quiet
from volver.worlds.business import Block, Business, Sums
from volver.worlds.columns import Table, Vector, Words
from volver.worlds.market import Market
from volver.worlds.saas import saas
from volver.worlds.shop import Shop
from volver.worlds.spend import campaign_spend, spend_table
from volver.worlds.telecom import telecom
from volver.worlds.write import files

BUSINESSES: Mapping[str, Callable[[int], Business]] = {
    "shop": Shop,
    "telecom": telecom,
    "saas": saas,
}
BLOCK = 25_000
"""Customers drawn with one stream of chance: part of what a seed means, so never changed."""


def business(name: str, seed: int) -> Business:
    """The business of that name; BadInput for another name or a seed below 0."""
    if name not in BUSINESSES:
        raise BadInput(
            what=f"{name[:40]!r} is no business that volver can make",
            where="--business",
            next_step=f"Use one of: {', '.join(BUSINESSES)}.",
        )
    if seed < 0:
        raise BadInput(
            what=f"A seed of {seed} is below zero", where="--seed", next_step="Give 0 or more."
        )
    return BUSINESSES[name](seed)


def make(
    made: Business,
    customers: int,
    seed: int,
    folder: Path,
    progress: Progress | None = None,
    at_once: int = 2,
) -> dict[str, int]:
    """Write the files of a business into a folder; returns the rows of each by name.

    customers: how many buy; prospects who never do come on top.
    at_once: blocks that are drawn at the same time. It changes memory and time, never the files:
    block k of a seed is drawn from the stream (seed, 0, k), spend from (seed, 1).
    """
    if customers < 1:
        raise BadInput(
            what=f"{customers} customers make no business",
            where="--customers",
            next_step="Give one or more.",
        )
    progress = progress or Quiet()
    sums: dict[str, Vector] = {}
    with files(folder) as written:
        for done, block in enumerate(blocks(made, customers, seed, at_once)):
            progress.step("make", done * BLOCK / customers)
            for name, tables in block.tables.items():
                for table in tables:
                    written.add(name, table)
            for name, value in block.sums.items():
                sums[name] = sums.get(name, np.zeros_like(value)) + value
        chance = np.random.default_rng([seed, 1])
        spend, spent = spend_table(made.market, made.arrivals, customers, chance)
        reached = campaign_spend(made.market, made.campaign, int(sums["treated"][0]))
        written.add("spend", spend)
        written.add("spend", reached)
        for name, table in made.once(sums).items():
            written.add(name, table)
        written.add("truth/channels", channel_truth(made.market, spent, sums))
        written.add("truth/journey", journey_truth(made.market))
        written.add("truth/moves", move_truth(made.market))
    return written.rows


def blocks(made: Business, customers: int, seed: int, at_once: int) -> Iterator[Block]:
    """The blocks in their order, `at_once` of them in the making."""
    sizes = deque(enumerate(BLOCK for _ in range(customers // BLOCK)))
    if customers % BLOCK:
        sizes.append((customers // BLOCK, customers % BLOCK))
    waiting: deque[Future[Block]] = deque()
    with ThreadPoolExecutor(at_once) as workers:
        while sizes or waiting:
            while sizes and len(waiting) < at_once:
                number, size = sizes.popleft()
                generator = np.random.default_rng([seed, 0, number])
                waiting.append(workers.submit(made.block, number, size, generator))
            yield waiting.popleft().result()


def channel_truth(market: Market, spent: Vector, sums: Sums) -> Table:
    """By channel: what was planned, and what came of it: CAC = spend to acquire / new customers.

    spent: to acquire, by channel, in money, as the file has it. The CAC of a channel that won
    nobody is not a number.
    """
    size = len(market.channels)
    new = sums["new"]
    return {
        "channel": Words(np.arange(size), market.names),
        "new_customers": new.astype(np.int64),
        "spend": spent,
        "cac": np.where(new > 0, spent / np.maximum(new, 1), np.nan),
        "planned_cac": np.array([channel.cac for channel in market.channels]),
        "ordering": np.array([channel.ordering for channel in market.channels]),
        "leaving": np.array([channel.leaving for channel in market.channels]),
        "value": np.array([channel.value for channel in market.channels]),
    }


def journey_truth(market: Market) -> Table:
    """By channel of the first contact and step: the chance to get to the next one, or to buy."""
    channels, steps = market.passing.shape
    return {
        "channel": Words(np.repeat(np.arange(channels), steps), market.names),
        "step": Words(np.tile(np.arange(steps), channels), market.steps),
        "place": np.tile(np.arange(1, steps + 1), channels),
        "chance": market.passing.ravel(),
    }


def move_truth(market: Market) -> Table:
    """The Markov chain of contacts: the chance that the next is by each channel, if one follows."""
    size = len(market.channels)
    return {
        "channel": Words(np.repeat(np.arange(size), size), market.names),
        "next_channel": Words(np.tile(np.arange(size), size), market.names),
        "chance": market.more_touches * market.moves.ravel(),
    }
