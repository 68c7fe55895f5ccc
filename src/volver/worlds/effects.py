"""A campaign with a random holdout: who is in which arm, and what it does to each."""

import numpy as np

from volver.worlds.business import Sums
from volver.worlds.columns import Flags, Table, Vector, Whole, Words
from volver.worlds.market import BANDS, Campaign
from volver.worlds.people import People

ARMS = ("holdout", "treated")
NOBODY = -1


def assign(campaign: Campaign, known: Flags, generator: np.random.Generator) -> Whole:
    """The arm of each buyer, NOBODY for those who are not eligible. Shape (buyers,)."""
    treated = generator.random(len(known)) >= campaign.holdout
    return np.where(known, treated.astype(np.int64), NOBODY)


def holdouts_table(campaign: Campaign, people: People, arm: Whole) -> Table:
    """The rows of holdouts.parquet: one for each person eligible."""
    some = np.flatnonzero(arm != NOBODY)
    day = np.datetime64(campaign.day)
    return {
        "campaign": Words(np.zeros(len(some), dtype=np.int64), (campaign.name,)),
        "customer_id": people.number[some],
        "arm": Words(arm[some], ARMS),
        "first_day": np.full(len(some), day),
        "last_day": np.full(len(some), day + np.timedelta64(campaign.days - 1, "D")),
    }


def effect_truth(people: People, arm: Whole, band: Whole, effect: Vector) -> Table:
    """The rows of truth/holdouts.parquet: the expected effect of treating each, in outcomes."""
    some = arm != NOBODY
    return {
        "customer_id": people.number[: people.buyers][some],
        "band": Words(band[some], tuple(BANDS)),
        "effect": effect[some],
    }


def effect_sums(arm: Whole, band: Whole, effect: Vector) -> Sums:
    """By band: people eligible and the sum of their effects; and how many were treated."""
    some = arm != NOBODY
    return {
        "eligible": np.bincount(band[some], minlength=len(BANDS)).astype(float),
        "effect": np.bincount(band[some], effect[some], minlength=len(BANDS)),
        "treated": np.array([float((arm == 1).sum())]),
    }


def effects_table(campaign: Campaign, outcome: str, sums: Sums) -> Table:
    """The rows of truth/effects.parquet: by band, what treating one person does on average."""
    place = np.arange(len(BANDS))
    zero = np.zeros(len(BANDS), dtype=np.int64)
    return {
        "campaign": Words(zero, (campaign.name,)),
        "band": Words(place, tuple(BANDS)),
        "outcome": Words(zero, (outcome,)),
        "lift": np.array(list(campaign.lifts.values())),
        "eligible": sums["eligible"].astype(np.int64),
        "effect": sums["effect"] / np.maximum(sums["eligible"], 1),
    }
