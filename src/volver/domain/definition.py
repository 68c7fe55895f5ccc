"""What value is made of in one run, who decided each part, and a mark by which runs are told apart.

Figures under one mark mean the same and may be compared; under two they may not.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from volver.domain.money import Basis
from volver.domain.settings import SETTINGS, Settings

Origin = Literal["stated", "data", "default", "fixed"]
"""In volver.toml; by what the data hold; by volver, until somebody states it; by volver for all."""
MARK = 8
"""Letters of a mark."""
COSTS = ("contact_cost", "order_cost", "return_cost")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that value includes, leaves out or depends on."""

    slug: str
    value: Any
    """As the run used it, in plain values; what it is for each part: see `definition`."""
    origin: Origin
    settings: tuple[str, ...] = ()
    """Their full names in volver.toml; none where nothing can be set."""


@dataclass(frozen=True, slots=True)
class Definition:
    """All of them, in the order people ask."""

    parts: tuple[Part, ...]

    @property
    def mark(self) -> str:
        """The same for the same values, whoever stated them."""
        plain = json.dumps([[part.slug, part.value] for part in self.parts], sort_keys=True)
        return sha256(plain.encode()).hexdigest()[:MARK]

    def __getitem__(self, slug: str) -> Part:
        return next(part for part in self.parts if part.slug == slug)


def stated(tables: Mapping[str, Any]) -> frozenset[str]:
    """The names of the settings that a parsed volver.toml states.

    >>> sorted(stated({"language": "es", "forecast": {"horizon": "6m"}}))
    ['horizon', 'language']
    """
    return frozenset(
        one.name
        for one in SETTINGS
        if one.name in (tables.get(one.section, {}) if one.section else tables)
    )


def definition(
    settings: Settings, basis: Basis, known: Collection[str], said: Collection[str] = ()
) -> Definition:
    """What value is made of.

    known: names of the tables besides orders that hold anything.
    said: the settings that volver.toml states; see `stated`.
    """

    def part(slug: str, value: Any, *names: str, given: bool = False) -> Part:
        keys = tuple(one.key for one in SETTINGS if one.name in names)
        by_hand: Origin = "stated" if any(name in said for name in names) else "default"
        return Part(slug, value, "data" if given else by_hand, keys)

    rates = dict(settings.margin_rates)
    by_data = basis.kind in ("margin_from_cost", "revenue")  # a rate would serve, where none has
    costs = settings.unit_costs
    events = [dict(event) for event in settings.events]
    return Definition(
        (
            part("money", [basis.kind, basis.rate], "margin_rate", "margin_rates", given=by_data),
            *([part("rates", rates, "margin_rates")] if rates else []),
            Part("refunds", True, "fixed"),
            part("service", [costs, "interactions" in known], *COSTS,
                 given=not costs and "interactions" in known),
            Part("acquisition", "spend" in known, "data" if "spend" in known else "fixed"),
            part("horizon", settings.length.days, "horizon"),
            part("rate", settings.annual_discount_rate, "annual_discount_rate"),
            part("currency", settings.reporting_currency, "currency",
                 given="currency" not in said and settings.currency is not None),
            part("zone", settings.time_zone, "time_zone"),
            part("model", [settings.model, settings.challenger, events],
                 "model", "challenger", "events"),
            part("level", settings.level, "level"),
        )
    )  # fmt: skip


STATED = (
    "margin_rate", "margin_rates", *COSTS, "horizon", "annual_discount_rate", "level",
    "customer_days", "best_share", "upside_chance", "currency", "time_zone",
)  # fmt: skip
"""Settings that a company defines value, and what is told beside it, with; by name."""
Values = Mapping[str, Any]
"""What each of them is, as TOML holds it; None or {} where nothing is said."""


def values_of(settings: Settings) -> dict[str, Any]:
    """What the settings say of each of STATED, in plain values."""
    found = {name: getattr(settings, name) for name in STATED}
    return {k: dict(v) if isinstance(v, Mapping) else v for k, v in found.items()}


def changes_between(before: Values, after: Values) -> dict[str, tuple[Any, Any]]:
    """What is not the same in two of them: old and new by name, in the order of STATED."""
    return {
        name: (before[name], after[name])
        for name in STATED
        if name in before and name in after and before[name] != after[name]
    }
