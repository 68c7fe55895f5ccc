"""How near actual customers come to an ideal one, and whether they come nearer.

The fit of a trait is 1 less the total variation distance of its shares, ideal against actual, among
those of whom it is known; the fit of a persona is the mean over its traits. Chance alone drives
shares apart, so intervals are the basic bootstrap, which takes that off.

Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, section 5.2.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.decide.traits import Trait
from volver.domain.errors import BadInput
from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.likeness import Ideal, Persona, PersonaFit, TraitFit
from volver.domain.newcomers import UNKNOWN
from volver.stats.nearness import distinct

DRAWS = 1000
LEAST = 30
"""Customers of whom a trait has to be known."""
MOST_CELLS = 2_000_000
"""Draws times kinds of customers that are held at once."""

Members = NDArray[np.bool_]


def persona_fit(
    persona: Persona,
    traits: Sequence[Trait],
    members: tuple[Members, Members],
    since: date,
    level: float,
    seed: int = 0,
) -> PersonaFit:
    """The fit of the members today, and its drift from those who were members on an earlier day.

    members: today and then, each of shape (n,). Raises BadInput where the ideal names a trait that
    nobody has, or shares that do not add up to 1.
    """
    check(persona, traits)
    chosen = [trait for trait in traits if trait.name in persona.ideal]
    now, then = members
    told = [_trait_fit(trait, persona.ideal, now) for trait in chosen]
    fewest = min(trait.known for trait in told)
    fit: Answer = NotEnough("too few customers of whom the traits are known", LEAST, fewest)
    drift: Answer = fit
    if fewest >= LEAST:
        fits, drifts = _drawn(chosen, persona.ideal, now, then, np.random.default_rng(seed))
        fit = _basic(float(np.mean([trait.fit for trait in told])), fits, level, 0.0)
        before = [_trait_fit(trait, persona.ideal, then) for trait in chosen]
        known_then = min(trait.known for trait in before)
        drift = NotEnough(
            "too few were customers then of whom the traits are known", LEAST, known_then
        )
        if known_then >= LEAST:
            change = np.mean([trait.fit for trait in told]) - np.mean([t.fit for t in before])
            drift = _basic(float(change), drifts, level, -1.0)
    return PersonaFit(persona, int(now.sum()), fit, drift, since, tuple(told))


def check(persona: Persona, traits: Sequence[Trait]) -> None:
    """Raise BadInput unless the ideal speaks of known traits and its shares add up to 1."""
    known = sorted(trait.name for trait in traits)
    if not persona.ideal:
        raise BadInput(
            what=f"The persona {persona.name[:40]!r} has no ideal",
            where="personas",
            next_step="Give the shares of at least one trait, such as channel = {web = 1.0}.",
        )
    for name, shares in persona.ideal.items():
        if name not in known:
            raise BadInput(
                what=f"Nothing tells the trait {name[:40]!r} of customers",
                where=f"personas, {persona.name[:40]}",
                next_step=f"Use one of: {', '.join(known) or 'none is known'}.",
            )
        if min(shares.values(), default=-1.0) < 0 or abs(sum(shares.values()) - 1) > 1e-6:
            raise BadInput(
                what=f"The shares of {name[:40]!r} do not add up to 1",
                where=f"personas, {persona.name[:40]}",
                next_step="Give each level a share from 0 to 1, together 1.",
            )


def ideal_of(traits: Sequence[Trait], members: Members) -> Ideal:
    """What some customers are like, as an ideal: what is known of their traits."""
    found: dict[str, dict[str, float]] = {}
    for trait in traits:
        size = np.bincount(trait.code[members], minlength=len(trait.levels)).astype(np.float64)
        shares = {
            level: n for level, n in zip(trait.levels, size.tolist(), strict=True)
            if level != UNKNOWN and n
        }  # fmt: skip
        total = sum(shares.values())
        if total:
            found[trait.name] = {level: n / total for level, n in shares.items()}
    return found


def _trait_fit(trait: Trait, ideal: Ideal, members: Members) -> TraitFit:
    wanted, levels = _wanted(trait, ideal)
    size = np.zeros(len(levels))
    size[: len(trait.levels)] = np.bincount(trait.code[members], minlength=len(trait.levels))
    size[[at for at, level in enumerate(levels) if level == UNKNOWN]] = 0
    known = float(size.sum())
    actual = size / max(known, 1.0)
    return TraitFit(
        trait=trait.name,
        known=int(known),
        customers=int(members.sum()),
        fit=float(1 - np.abs(wanted - actual).sum() / 2),
        levels=tuple(
            (level, float(w), float(a))
            for level, w, a in zip(levels, wanted, actual, strict=True)
            if level != UNKNOWN
        ),
    )


def _wanted(trait: Trait, ideal: Ideal) -> tuple[Vector, tuple[str, ...]]:
    """The ideal shares by level, levels that nobody has last."""
    shares = ideal[trait.name]
    levels = (*trait.levels, *(level for level in shares if level not in trait.levels))
    return np.array([shares.get(level, 0.0) for level in levels]), levels


def _drawn(
    traits: Sequence[Trait],
    ideal: Ideal,
    now: Members,
    then: Members,
    generator: np.random.Generator,
) -> tuple[Vector, Vector]:
    """Fits and drifts when customers are drawn anew; shapes (DRAWS,)."""
    either = now | then
    columns = (now, then, *(trait.code for trait in traits))
    kinds, times = distinct([column[either] for column in columns])
    people, share = int(times.sum()), times / times.sum()
    fits = np.zeros((2, DRAWS))
    step = max(MOST_CELLS // len(times), 1)
    for start in range(0, DRAWS, step):
        rows = slice(start, min(start + step, DRAWS))
        size = generator.multinomial(people, share, size=rows.stop - start).astype(np.float64)
        for member in (0, 1):
            mine = kinds[:, member] == 1
            fits[member, rows] = np.mean(
                [
                    _fits(t, ideal, kinds[mine, 2 + at], size[:, mine])
                    for at, t in enumerate(traits)
                ],
                axis=0,
            )
    return fits[0], fits[0] - fits[1]


def _fits(trait: Trait, ideal: Ideal, code: NDArray[np.intp], weight: Vector) -> Vector:
    wanted, levels = _wanted(trait, ideal)
    counted = np.eye(len(levels))[code]
    counted[:, [at for at, level in enumerate(levels) if level == UNKNOWN]] = 0
    size = weight @ counted
    actual = size / np.maximum(size.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(1 - np.abs(wanted - actual).sum(axis=1) / 2)


def _basic(value: float, drawn: Vector, level: float, least: float) -> Estimate:
    low, high = np.quantile(drawn, ((1 - level) / 2, (1 + level) / 2)).tolist()
    centre = 2 * value - float(np.median(drawn))
    value, low, high = (
        min(max(end, least), 1.0) for end in (centre, 2 * value - high, 2 * value - low)
    )
    return Estimate(value, low, high, level)
