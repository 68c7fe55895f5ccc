"""A clock that runs faster on busy days: orders of even pace on it are seasonal in our time."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from volver.worlds.columns import Vector


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy each day is against the mean day, from the first day on.

    A Poisson process of changing rate is one of even rate on another clock: exact, no thinning.
    Source: Cinlar (1975), Introduction to Stochastic Processes, chapter 4.7.
    """

    daily: Vector
    """Shape (days,)."""
    reached: Vector
    """The clock at the beginning of each day and at the end; shape (days + 1,)."""

    @classmethod
    def of(
        cls, first_day: date, days: int, months: tuple[float, ...], weekdays: tuple[float, ...]
    ) -> "Pace":
        """From factors of the months (January first) and of the days of the week (Monday first).

        Each set of factors has the mean one, so that a rate per day is one per mean day.
        """
        calendar = [first_day + timedelta(days=day) for day in range(days)]
        month = np.array(months) / np.mean(months)
        weekday = np.array(weekdays) / np.mean(weekdays)
        daily = np.array([month[day.month - 1] * weekday[day.weekday()] for day in calendar])
        return cls(daily, np.append(0.0, np.cumsum(daily)))

    def at(self, day: Vector) -> Vector:
        """The clock at a moment, in days since the first day began."""
        return np.interp(day, np.arange(len(self.reached), dtype=float), self.reached)

    def day(self, at: Vector) -> Vector:
        """When the clock is there; inverse of `at`."""
        days = np.arange(len(self.reached), dtype=float)
        return np.asarray(np.interp(at, self.reached, days), dtype=np.float64)

    def arrivals(self, days: int, growth: float) -> Vector:
        """The share of new customers who come before each day: more in busy times, and
        (1 + growth) times as many a year later. Shape (days + 1,)."""
        rising = self.daily[:days] * np.exp(np.log1p(growth) * np.arange(days) / 365.25)
        reached = np.append(0.0, np.cumsum(rising))
        return np.asarray(reached / reached[-1], dtype=np.float64)
