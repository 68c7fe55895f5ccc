"""What the terminal says of renewals: the sentences and tables of one file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.money import Basis
from volver.domain.renewal import PeriodRow, RenewalCard
from volver.domain.tenure import Period
from volver.domain.value import Step
from volver.present.findings import became
from volver.present.table import Table
from volver.present.words import Words

SHOWN = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24, 36, 48, 60, 72, 96, 120)
"""Periods of a curve that fit a terminal."""
FAR = 3
"""An expected tenure of so many times what was seen is a guess."""
SLIGHT = 0.005
"""A miss of less, beyond chance, is not worth a sentence."""
MOST_GROUPS = 4
"""Groups of which the curves are shown; of more, the overview says enough."""


@dataclass(frozen=True, slots=True)
class RenewalData:
    """The figures of one file."""

    source: str
    cards: tuple[RenewalCard, ...]
    period: Period
    periods: int
    """The horizon, in periods."""
    annual_rate: float
    due: float
    level: float
    basis: Basis | None
    """What a value counts; None where none was given."""
    currency: str
    rows: tuple[int, int, int, int]
    """Read, accepted, rejected, duplicates."""
    notes: tuple[str, ...]
    size_assumed: float | None
    """Customers that each cohort is taken to have; None where that is known."""


@dataclass(frozen=True, slots=True)
class GroupText:
    """One group, for a terminal to lay out."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class RenewalText:
    """The whole answer in the reader's language."""

    headline: str
    overview: Table | None
    """One row for each group, where there are several."""
    groups: tuple[GroupText, ...]
    notes: tuple[str, ...]


def tell(data: RenewalData, locale: str) -> RenewalText:
    """The answer in words."""
    words = Words(locale, data.currency)
    customers = sum(card.customers for card in data.cards)
    left = sum(card.ended for card in data.cards)
    headline = words(
        "{source:text}: {customers:count} customers; {left:count} have left, {there:count} are "
        "still there.",
        source=data.source,
        customers=customers,
        left=left,
        there=customers - left,
    )
    several = len(data.cards) > 1
    shown = data.cards if len(data.cards) <= MOST_GROUPS else ()
    return RenewalText(
        headline=headline,
        overview=_overview(data, words) if several else None,
        groups=tuple(_group(card, data, words, several) for card in shown),
        notes=tuple(_notes(data, words)),
    )


def length(periods: int, period: Period, words: Words) -> str:
    """So many days, weeks, months or years.

    >>> length(12, "month", Words("es")), length(1, "year", Words("en"))
    ('12 meses', '1 year')
    """
    match period:
        case "day":
            return words.plural("{n:count} day", "{n:count} days", periods)
        case "week":
            return words.plural("{n:count} week", "{n:count} weeks", periods)
        case "month":
            return words.plural("{n:count} month", "{n:count} months", periods)
        case "year":
            return words.plural("{n:count} year", "{n:count} years", periods)


def _overview(data: RenewalData, words: Words) -> Table:
    f = words.formats
    columns = [words("Group"), words("Customers"), words("Left"), words("Model"),
               words("Still there at the horizon")]  # fmt: skip
    if data.basis is not None:
        columns.append(words("Value within the horizon"))
    rows = []
    for card in data.cards:
        row = [card.group, f.number(card.customers), f.number(card.ended), words.term(card.title)]
        row.append(_or_dash(card.staying, f.number, words))
        if data.basis is not None:
            row.append(_or_dash(card.value, f.whole_money, words))
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _or_dash(answer: Answer | None, write: Callable[[float], str], words: Words) -> str:
    if not isinstance(answer, Estimate):
        return "–"
    return f"{write(answer.value)} ({words.formats.span(write(answer.low), write(answer.high))})"


def _group(card: RenewalCard, data: RenewalData, words: Words, named: bool) -> GroupText:
    return GroupText(
        title=card.group if named else "",
        sentences=tuple(_sentences(card, data, words)),
        tables=tuple(table for table in _tables(card, data, words) if table.rows),
    )


def _sentences(card: RenewalCard, data: RenewalData, words: Words) -> Iterator[str]:
    ahead = length(data.periods, data.period, words)
    if card.step is Step.NONE:
        yield words("There is no forecast for the next {horizon} yet.", horizon=ahead)
        if isinstance(card.renewals, NotEnough):
            yield words.why(card.renewals)
        return
    if isinstance(card.staying, Estimate):
        yield words(
            "{horizon:text} from now, {value:count} of the {there:count} who are there ("
            "{low:count} to {high:count}) are expected to be there still.",
            horizon=ahead,
            value=card.staying.value,
            there=card.running,
            low=card.staying.low,
            high=card.staying.high,
        )
    yield from _value(card, data, words)
    yield words("Model: {model:text}.", model=words.term(card.title))
    yield words("Why: {why:text}.", why=words.term(card.why))
    if card.status != "converged":
        yield words("What the data cannot tell: {why:text}.", why=words.term(card.status))
    yield from _tested(card, words)
    new = card.tenures[0] if card.tenures else None
    if new is not None and not isfinite(new.without_end):
        yield words(
            "The expected tenure is infinite under this model: too many may stay very long for a "
            "mean to exist. What a horizon or a discount rate bounds is finite."
        )
    elif new is not None and new.without_end > FAR * card.periods_seen:
        yield words(
            "A new customer is expected to renew {times:count} times in all, far beyond the "
            "{seen:count} periods that were seen: read it as long, not as a number.",
            times=new.without_end,
            seen=card.periods_seen,
        )
    elif new is not None:
        yield words(
            "A new customer is expected to renew {times:decimal} times in all.",
            times=new.without_end,
        )


def _value(card: RenewalCard, data: RenewalData, words: Words) -> Iterator[str]:
    if not isinstance(card.value, Estimate) or data.basis is None:
        return
    value = card.value
    ends = {"value": value.value, "low": value.low, "high": value.high}
    if data.basis.is_margin:
        yield words(
            "Their renewals until then are worth {value:whole_money} of margin today "
            "({low:whole_money} to {high:whole_money}).",
            **ends,
        )
    else:
        yield words(
            "Their renewals until then are worth {value:whole_money} of revenue today "
            "({low:whole_money} to {high:whole_money}).",
            **ends,
        )
    yield words(
        "Basis: {basis:text}. Discounted at {rate:percent} a year; the next renewal counts as due "
        "in {due:decimal} periods.",
        basis=words.term(data.basis.label),
        rate=data.annual_rate,
        due=data.due,
    )


def _tested(card: RenewalCard, words: Words) -> Iterator[str]:
    if card.test is None:
        return
    test, f = card.test, words.formats
    yield words(
        "Test: fitted on the first {known:count} periods only, {model:text} expected {share:text} "
        "of those left then to be there after period {until:count} ({low:text} to {high:text}); "
        "{seen:text} were.",
        known=test.known,
        model=words.term(test.model),
        share=f.percent(test.forecast.value, 1),
        until=test.until,
        low=f.percent(test.forecast.low, 1),
        high=f.percent(test.forecast.high, 1),
        seen=f.percent(test.seen, 1),
    )
    if card.missed >= SLIGHT:
        yield words(
            "That is {missed:text} beyond chance; the intervals of sums are as much wider, the "
            "bands of curves are not.",
            missed=f.percent(card.missed, 1),
        )


def _tables(card: RenewalCard, data: RenewalData, words: Words) -> Iterator[Table]:
    f = words.formats

    def band(estimate: Estimate) -> str:
        low, high = f.percent(estimate.low, 1), f.percent(estimate.high, 1)
        return f"{f.percent(estimate.value, 1)} ({f.span(low, high)})"

    yield Table(
        (words("Period"), words("Seen"), words("Still there"), words("Retention")),
        tuple(
            (
                f.number(row.period),
                f.percent(row.seen.value, 1) if row.seen else "–",
                band(row.survival),
                band(row.retention),
            )
            for row in _some(card.periods)
        ),
    )
    yield Table(
        (words("Tenure"), words("Renewals within the horizon"), words("Renewals in all"),
         words("DERL")),
        tuple(
            (
                f.number(row.tenure),
                f.number(row.within_horizon, 2),
                f.number(row.without_end, 2) if isfinite(row.without_end) else words("infinite"),
                f.number(row.derl, 2),
            )
            for row in card.tenures
        ),
    )  # fmt: skip
    yield Table(
        (words("Reason"), words("Left"), words("Share of those who left"),
         words("Expected to leave within the horizon")),
        tuple(
            (
                words.term(row.reason),
                f.number(row.ended),
                band(row.share),
                "–" if row.expected is None else f.number(row.expected),
            )
            for row in card.causes
        ),
    )  # fmt: skip


def _some(rows: Sequence[PeriodRow]) -> list[PeriodRow]:
    """Periods of note, the last that was seen among them."""
    last = max((row.period for row in rows if row.seen), default=0)
    return [row for row in rows if row.period in SHOWN or row.period == last]


def _notes(data: RenewalData, words: Words) -> Iterator[str]:
    rows_in, accepted, rejected, duplicates = data.rows
    rows = words.plural("{n:count} row", "{n:count} rows", rows_in)
    yield f"{rows} = {became(accepted, rejected, duplicates, words)}"
    yield words("Bands and intervals hold the truth in {level:percent} of cases.", level=data.level)
    if data.size_assumed is not None:
        yield words(
            "Only shares are known: each cohort is taken to have begun with {size:count} "
            "customers. Bands depend on it; say how many with --customers.",
            size=data.size_assumed,
        )
    yield from (words.term(note) for note in data.notes)
