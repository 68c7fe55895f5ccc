"""Calendar months as whole numbers: 12 x year + month - 1."""

from datetime import date, timedelta


def last_whole_month(day: date) -> int:
    """The last month that is over by the end of a day.

    >>> last_whole_month(date(2024, 1, 31)) % 12, last_whole_month(date(2024, 1, 30)) % 12
    (0, 11)
    """
    after = day + timedelta(days=1)
    return 12 * after.year + after.month - 2


def first_day(month: int) -> date:
    """Of a month.

    >>> first_day(24288)
    datetime.date(2024, 1, 1)
    """
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Of a month."""
    return first_day(month + 1) - timedelta(days=1)


def days_of(month: int) -> int:
    """Days in a month."""
    return (first_day(month + 1) - first_day(month)).days
