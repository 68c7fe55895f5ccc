"""Personas, what sets the best apart, and groups of like customers."""

from datetime import timedelta

import numpy as np

from volver.app.book.asked import Asked
from volver.decide.behaviour import YEAR, behaviour, earned, expected
from volver.decide.clusters import clusters
from volver.decide.lookalike import TOP, look_alike
from volver.decide.personas import Members, ideal_of, persona_fit
from volver.decide.segments.members import members
from volver.decide.segments.parse import parse
from volver.decide.traits import Trait, traits
from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.likeness import LikenessBook, Persona, PersonaFit

BEST = "Today's best"
"""The persona where nobody has written one: what the top customers by value are like."""


def find(asked: Asked) -> LikenessBook:
    """The likeness of one run's customers."""
    done = behaviour(asked.snapshot)
    told = traits(asked.snapshot)
    value = expected(asked.snapshot)
    if value is None:
        value = earned(asked.snapshot, len(done["n"]))
    return LikenessBook(
        personas=tuple(_personas(asked, told, done["age"], value)),
        look_alike=look_alike(told, value, asked.level)
        if told
        else NotEnough("nothing is known of customers that tells them apart", 1, 0),
        clusters=clusters(done),
    )


def _personas(
    asked: Asked, told: tuple[Trait, ...], age: Vector, value: Vector
) -> list[PersonaFit]:
    """Each against those its rule names, and their likeness a year ago."""
    back = min(YEAR, (asked.snapshot.as_of - asked.snapshot.first_day) // 2)
    since = asked.snapshot.as_of - max(back, timedelta(days=1))
    known = age >= (asked.snapshot.as_of - since).days
    found = []
    for plain in asked.settings.personas:
        rule = plain.get("rule", "")
        persona = Persona(plain["name"], plain.get("description", ""), rule, plain["ideal"])
        now = _who(asked, rule, len(age))
        found.append(persona_fit(persona, told, (now, now & known), since, asked.level))
    if not found and told and len(age):
        best = value >= np.quantile(value, 1 - TOP)
        persona = Persona(BEST, "", "", ideal_of(told, best))
        new = ~known
        if persona.ideal and new.any():
            found.append(persona_fit(persona, told, (new, known), since, asked.level))
    return found


def _who(asked: Asked, rule: str, customers: int) -> Members:
    who = np.ones(customers, np.bool_)
    if rule:
        who = np.zeros(customers, np.bool_)
        who[members(asked.snapshot, parse(rule))] = True
    return who
