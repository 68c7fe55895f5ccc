"""Personas, what sets the best apart, and groups of like customers: all that likeness tells."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from volver.decide.behaviour import YEAR, behaviour, earned, expected
from volver.decide.clusters import clusters
from volver.decide.lookalike import TOP, look_alike
from volver.decide.personas import Members, ideal_of, persona_fit
from volver.decide.segments.members import members
from volver.decide.segments.parse import parse
from volver.decide.traits import Trait
from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.likeness import LikenessBook, Persona, PersonaFit
from volver.store.snapshot import Snapshot

BEST = "Today's best"
"""The persona where nobody has written one: what the top customers by value are like."""


def likeness(
    snapshot: Snapshot,
    told: tuple[Trait, ...],
    personas: Sequence[Mapping[str, Any]],
    level: float,
) -> LikenessBook:
    """The likeness of a snapshot's customers.

    told: their traits. personas: as the settings name them. level: of intervals.
    """
    done = behaviour(snapshot)
    value = expected(snapshot)
    if value is None:
        value = earned(snapshot, len(done["n"]))
    return LikenessBook(
        personas=tuple(_personas(snapshot, told, personas, level, done["age"], value)),
        look_alike=look_alike(told, value, level)
        if told
        else NotEnough("nothing is known of customers that tells them apart", 1, 0),
        clusters=clusters(done),
    )


def _personas(
    snapshot: Snapshot,
    told: tuple[Trait, ...],
    personas: Sequence[Mapping[str, Any]],
    level: float,
    age: Vector,
    value: Vector,
) -> list[PersonaFit]:
    """Each against those its rule names, and their likeness a year ago."""
    back = min(YEAR, (snapshot.as_of - snapshot.first_day) // 2)
    since = snapshot.as_of - max(back, timedelta(days=1))
    known = age >= (snapshot.as_of - since).days
    found = []
    for plain in personas:
        rule = plain.get("rule", "")
        persona = Persona(plain["name"], plain.get("description", ""), rule, plain["ideal"])
        now = _who(snapshot, rule, len(age))
        found.append(persona_fit(persona, told, (now, now & known), since, level))
    if not found and told and len(age):
        best = value >= np.quantile(value, 1 - TOP)
        persona = Persona(BEST, "", "", ideal_of(told, best))
        new = ~known
        if persona.ideal and new.any():
            found.append(persona_fit(persona, told, (new, known), since, level))
    return found


def _who(snapshot: Snapshot, rule: str, customers: int) -> Members:
    who = np.ones(customers, np.bool_)
    if rule:
        who = np.zeros(customers, np.bool_)
        who[members(snapshot, parse(rule))] = True
    return who
