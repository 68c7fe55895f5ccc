"""A fitted model again from what its card says of it: nothing is fitted twice to be asked."""

import math
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from volver.domain.card import SeasonCard
from volver.domain.evidence import SeasonShape
from volver.domain.time import Unit
from volver.predict.purchases.catalogue import CANDIDATES, SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.model import Foretelling
from volver.predict.purchases.regular import Regular
from volver.predict.purchases.stacked import Stacked, parts
from volver.predict.season.clock import Clock, Event

NEW_YEAR = date(2023, 1, 1)
"""Of a year of 365 days, for which a season is told."""


def restored(
    name: str, parameters: Mapping[str, float], unit: Unit, season: SeasonCard | None
) -> Foretelling | None:
    """The model of repeat purchases behind a card; None where a simple rule forecasts.

    >>> model = restored("bg-nbd", {"r": 0.25, "alpha": 2.0, "a": 0.8, "b": 2.4}, "week", None)
    >>> model.parameters("day")
    {'r': 0.25, 'alpha': 14.0, 'a': 0.8, 'b': 2.4}
    """
    shares = parts(name)
    if len(shares) > 1:
        of_each = [
            restored(one, _own(one, parameters), unit, season if one in SEASONAL else None)
            for one in shares
        ]
        models = [model for model in of_each if model is not None]
        return Stacked(tuple(shares.values()), tuple(models)) if models == of_each else None
    if name in SEASONAL and season is not None:
        plain = restored(name.removesuffix(Clocked.suffix), parameters, unit, None)
        assert isinstance(plain, SEASONAL[name])
        return Clocked(plain, clock_on(season))
    if name not in CANDIDATES:
        return None
    kind, letters = CANDIDATES[name], dict(parameters)
    if issubclass(kind, Regular):
        kind = kind.of(int(letters.pop("k")))
    # A model of ones shows what each letter is divided by to stand in the unit.
    scale = kind(**dict.fromkeys(letters, 1.0)).parameters(unit)
    return kind(**{letter: value / scale[letter] for letter, value in letters.items()})


def _own(name: str, parameters: Mapping[str, float]) -> dict[str, float]:
    """The parameters of one model of a stack."""
    before = f"{name} "
    mine = {k: value for k, value in parameters.items() if k.startswith(before)}
    return {letter.removeprefix(before): value for letter, value in mine.items()}


def season_card(clock: Clock) -> SeasonCard:
    """A clock as it stands on a card."""
    return SeasonCard(
        as_of=clock.as_of,
        waves=clock.waves,
        events=tuple((event.name, event.first, event.last, e) for event, e in clock.events),
        trend=clock.trend,
        days=clock.days,
    )


def clock_on(season: SeasonCard) -> Clock:
    """Inverse of `season_card`."""
    events = tuple((Event(name, first, last), e) for name, first, last, e in season.events)
    return Clock(season.as_of, season.waves, events, season.trend, season.days)


def season_shape(season: SeasonCard) -> SeasonShape:
    """The pace of each week of the year, its trend and events apart."""
    year = Clock(NEW_YEAR - timedelta(days=1), season.waves)
    pace = np.exp(year.log_speed(np.arange(1.0, 366.0)))
    begins = np.arange(0, 364, 7)  # the last week has the 365th day, too
    by_week = np.add.reduceat(pace, begins) / np.diff(np.append(begins, 365))
    return SeasonShape(
        weeks=tuple(
            (NEW_YEAR + timedelta(days=first), mean)
            for first, mean in zip(begins.tolist(), by_week.tolist(), strict=True)
        ),
        events=tuple((name, a, b, math.exp(effect)) for name, a, b, effect in season.events),
        trend=math.expm1(season.trend),
        days=season.days,
    )
