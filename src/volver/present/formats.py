"""Numbers, money, shares and dates as a reader of one locale writes them.

Nothing else in volver formats a number for people: a browser's own rules differ from these (a
Spanish amount of four digits gets a point here and none there), and two ways on one page look
like two numbers.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from volver.domain.errors import BadInput
from volver.domain.settings import LANGUAGES

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern


@cache
def _locale(name: str) -> "Locale":
    from babel import Locale, UnknownLocaleError  # here: `volver --help` needs no calendar

    try:
        found = Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        found = None
    if found is None or found.language not in LANGUAGES:
        raise BadInput(
            what=f"There is no language {name[:20]!r} here",
            where="language",
            next_step="Use en or es, or one of their regions such as es-MX or en-GB.",
        )
    return found


@cache
def _money_pattern(name: str, decimals: int) -> "NumberPattern":
    """The locale's own pattern of a price, with a given number of decimals."""
    from babel.numbers import parse_pattern

    standard = _locale(name).currency_formats["standard"].pattern
    tail = "." + "0" * decimals if decimals else ""
    return parse_pattern(re.sub(r"\.0+", tail, standard))


REMEMBERED = 10_000
"""Amounts that a process has written lately: a list that is read again says the same four hundred,
and the locale's rules take half of what writing its page does."""


@lru_cache(maxsize=REMEMBERED)
def _number(locale: str, value: float, decimals: int) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, pattern, locale=_locale(locale)))


@lru_cache(maxsize=REMEMBERED)
def _money(locale: str, value: float, currency: str) -> str:
    from babel.numbers import format_currency

    return str(format_currency(value, currency, locale=_locale(locale)))


@lru_cache(maxsize=REMEMBERED)
def _whole_money(locale: str, value: int, currency: str) -> str:
    pattern = _money_pattern(locale, 0)
    return str(pattern.apply(value, _locale(locale), currency=currency, currency_digits=False))


def _unsigned_nothing(value: float, decimals: int) -> float:
    """What rounds to nothing must not read as "minus nothing"."""
    return value if round(value, decimals) else 0.0


@dataclass(frozen=True, slots=True)
class Formats:
    """How one locale writes numbers, and in which currency money is.

    >>> es = Formats("es", "EUR")
    >>> es.money(2838.114), es.whole_money(2838.114), es.percent(0.8)
    ('2.838,11\\xa0€', '2.838\\xa0€', '80\\xa0%')
    >>> Formats("en", "EUR").money(-2838.114), Formats("en", "EUR").percent(-0.0001)
    ('-€2,838.11', '0%')
    """

    locale: str = "en"
    currency: str = "EUR"

    @property
    def language(self) -> str:
        """The language without its region: en or es."""
        return str(_locale(self.locale).language)

    @property
    def marks(self) -> tuple[str, str]:
        """The thousands mark and the decimal mark, for text that an engine writes."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        here = _locale(self.locale)
        return get_group_symbol(here), get_decimal_symbol(here)

    def number(self, value: float, decimals: int = 0) -> str:
        """A count or a quantity, rounded to a fixed number of decimals."""
        return _number(self.locale, _unsigned_nothing(value, decimals), decimals)

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share from 0 to 1 as a percentage, spaced as the locale does."""
        from babel.numbers import format_percent

        locale = _locale(self.locale)
        standard = locale.percent_formats[None].pattern
        tail = "0." + "0" * decimals if decimals else "0"
        share = _unsigned_nothing(share, decimals + 2)
        return str(format_percent(share, re.sub(r"0(?!.*0)", tail, standard), locale=locale))

    def money(self, value: float) -> str:
        """An amount to the currency's smallest coin, for tables and prices."""
        return _money(self.locale, value or 0.0, self.currency)  # 0 equals -0 to what remembers

    def whole_money(self, value: float) -> str:
        """An amount without coins, for totals and headlines."""
        return _whole_money(self.locale, round(value) or 0, self.currency)

    def day(self, day: date) -> str:
        """A date, with the month in letters so that no reader swaps it with the day."""
        from babel.dates import format_date

        return str(format_date(day, "medium", locale=_locale(self.locale)))

    def moment(self, at: datetime) -> str:
        """A day and its time, in the zone that the moment carries.

        >>> from datetime import UTC
        >>> Formats("es").moment(datetime(2026, 11, 3, 8, 5, tzinfo=UTC))
        '3 nov 2026, 8:05 UTC'
        """
        from babel.dates import format_time

        locale = _locale(self.locale)
        time = format_time(at.timetz(), "HH:mm" if self.language == "en" else "H:mm", locale=locale)
        return f"{self.day(at)}, {time} {at.tzname()}"

    def month(self, day: date) -> str:
        """The month of a day, for axes."""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMM", day, locale=_locale(self.locale)))

    def span(self, low: str, high: str) -> str:
        """Two formatted numbers as a range; spaced, since either may carry a minus."""
        return f"{low} – {high}"

    def text(self, value: object, kind: str) -> str:
        """A value as its placeholder asks for it: `{n:count}`, `{total:whole_money}`.

        >>> Formats("es").text(4372, "count")
        '4.372'
        """
        if kind in ("", "text"):
            return str(value)
        if kind == "day" and isinstance(value, date):
            return self.day(value)
        written = {
            "count": self.number,
            "decimal": lambda figure: self.number(figure, 1),
            "percent": self.percent,
            "money": self.money,
            "whole_money": self.whole_money,
        }.get(kind)
        if written is None:
            raise ValueError(f"no placeholder of kind {kind!r} for {value!r}")
        return written(float(str(value)))

    def symbols(self) -> dict[str, str]:
        """The marks that a chart's axes need: decimal, group, percent and where money goes."""
        from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

        locale = _locale(self.locale)
        before, _, after = _money_pattern(self.locale, 0).pattern.split(";")[0].partition("#,##0")
        sign = get_currency_symbol(self.currency, locale=locale)
        return {
            "decimal": get_decimal_symbol(locale),
            "group": get_group_symbol(locale),
            "percent": self.percent(0).replace("0", ""),
            "before": before.replace("¤", sign),
            "after": after.replace("¤", sign),
        }

    def calendar(self) -> dict[str, list[str]]:
        """Names of days, from Sunday, and of months, as a chart's time axis asks for them."""
        locale = _locale(self.locale)

        def days(width: str) -> list[str]:
            names = locale.days["stand-alone"][width]
            return [str(names[day]) for day in (6, 0, 1, 2, 3, 4, 5)]

        def months(width: str) -> list[str]:
            names = locale.months["stand-alone"][width]
            return [str(names[month]) for month in range(1, 13)]

        return {
            "days": days("wide"),
            "shortDays": days("abbreviated"),
            "months": months("wide"),
            "shortMonths": months("abbreviated"),
        }
