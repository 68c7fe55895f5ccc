"""Local times to moments and back as plain SQL, by the rules of the time-zone database.

The engine's own conversion costs a microsecond a row and each engine treats the hour that
happens twice in its own way. Here a zone is the short list of its changes, so the answer and
the rule are the same everywhere: a time that happens twice is the first of the two, a time
that never happened is moved on by the missing hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST_YEAR = 1971
"""Earlier days are no order dates (rule date_placeholder), so earlier changes do not matter."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a zone's offset from UTC."""

    at: datetime
    """The moment, UTC, without a zone."""
    before: timedelta
    after: timedelta

    @property
    def local(self) -> datetime:
        """The first local time that certainly has the new offset."""
        return self.at + max(self.before, self.after)

    @property
    def overlap(self) -> tuple[datetime, datetime]:
        """Local times that happen twice, or never; the end is not included."""
        return self.at + min(self.before, self.after), self.local


@cache
def changes(zone: str, until_year: int) -> tuple[Change, ...]:
    """Every change of a zone's offset from 1971 to the end of a year.

    >>> [str(c.at) for c in changes("Europe/Madrid", 2026)][-2:]
    ['2026-03-29 01:00:00', '2026-10-25 01:00:00']
    """
    return tuple(_changes(ZoneInfo(zone), until_year))


def _changes(zone: ZoneInfo, until_year: int) -> Iterator[Change]:
    step = timedelta(days=7)  # no zone changes twice within a week
    here = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(until_year + 1, 1, 1, tzinfo=UTC)
    while here < end:
        if _offset(here, zone) != _offset(here + step, zone):
            at = _last_before(here, here + step, zone) + timedelta(seconds=1)
            yield Change(at.replace(tzinfo=None), _offset(here, zone), _offset(at, zone))
        here += step


def _last_before(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The last second that still has the offset of `low`."""
    old = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=1) // 2)
        low, high = (middle, high) if _offset(middle, zone) == old else (low, middle)
    return low


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def to_utc(local: str, zone: str, until_year: int) -> str:
    """SQL: the moment, UTC, of a local time.

    >>> to_utc("t", "UTC", 2026)
    't'
    """
    return _shifted(local, zone, until_year, local_times=True)


def to_local(moment: str, zone: str, until_year: int) -> str:
    """SQL: the local time of a moment in UTC."""
    return _shifted(moment, zone, until_year, local_times=False)


def happens_twice(local: str, zone: str, until_year: int) -> str:
    """SQL: whether a local time stands for two moments."""
    return _within(local, (c for c in changes(zone, until_year) if c.after < c.before))


def never_happens(local: str, zone: str, until_year: int) -> str:
    """SQL: whether a local time was skipped when the clocks went forward."""
    return _within(local, (c for c in changes(zone, until_year) if c.after > c.before))


def _shifted(time: str, zone: str, until_year: int, *, local_times: bool) -> str:
    first = _offset(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), ZoneInfo(zone))
    sign = -1 if local_times else 1
    # The latest change comes first because most orders are recent.
    cases = "".join(
        f" WHEN {time} >= TIMESTAMP '{c.local if local_times else c.at}'"
        f" THEN {_moved(time, sign * c.after)}"
        for c in reversed(changes(zone, until_year))
    )
    rest = _moved(time, sign * first)
    return f"CASE{cases} ELSE {rest} END" if cases else rest


def _moved(time: str, by: timedelta) -> str:
    seconds = int(by.total_seconds())
    return f"{time} + INTERVAL '{seconds}' SECOND" if seconds else time


def _within(time: str, spans: Iterator[Change]) -> str:
    found = [
        f"({time} >= TIMESTAMP '{low}' AND {time} < TIMESTAMP '{high}')"
        for low, high in (span.overlap for span in spans)
    ]
    return "(" + " OR ".join(found) + ")" if found else "FALSE"
