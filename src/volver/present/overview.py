"""The first page in words: what each figure is, how it moved, and what to do about it."""

from collections.abc import Iterable, Iterator

from volver.domain.overview import Dear, Figure, Findings, OverviewCard, Slug, ToDo
from volver.domain.plan import Plan
from volver.domain.segment_fields import CLASSES
from volver.domain.value import ValueClass
from volver.present.findings import CLASS_NAMES
from volver.present.sentence import Sentence
from volver.present.words import Words

TITLES: dict[Slug, Sentence] = {
    "active_customers": Sentence("Active customers"),
    "expected_margin": Sentence("Expected margin"),
    "margin_to_date": Sentence("Margin to date"),
    "value_at_stake": Sentence("Value at stake"),
    "ltv_cac": Sentence("LTV:CAC"),
    "retention": Sentence("Retention"),
}
MOST = 3
"""Things to do."""


def card(figure: Figure, found: Findings, horizon_days: int, words: Words) -> OverviewCard:
    """One of the six in words."""
    value = interval = ""
    if figure.value is None:
        value = words.term(figure.lacks)
    else:
        value = _written(figure, figure.value, words)
        if figure.low is not None and figure.high is not None and figure.level is not None:
            interval = words(
                "{level:percent} interval: {low:text} to {high:text}",
                level=figure.level,
                low=_written(figure, figure.low, words),
                high=_written(figure, figure.high, words),
            )
    title = words.say(TITLES[figure.slug])
    meaning = _meaning(figure, found, horizon_days, words)
    return OverviewCard(figure, title, value, interval, _change(figure, words), meaning)


def _written(figure: Figure, amount: float, words: Words) -> str:
    f = words.formats
    match figure.unit:
        case "count":
            return f.number(amount)
        case "money":
            return f.whole_money(amount)
        case "share":
            return f.percent(amount)
        case "ratio":
            return f.number(amount, 1)


def _change(figure: Figure, words: Words) -> str:
    change = figure.change
    if change is None:
        return words("How it was a quarter ago is not known.")
    now, before = (_written(figure, one, words) for one in (change.now, change.before))
    return words(
        "In the quarter to {day:day}: {now:text}, after {before:text} in the quarter before.",
        day=change.until,
        now=now,
        before=before,
    )


def _meaning(figure: Figure, found: Findings, horizon_days: int, words: Words) -> str:
    match figure.slug:
        case "active_customers":
            return words("Customers who have ordered in the last {n:count} days.", n=found.within)
        case "expected_margin":
            return words(
                "What today's customers are expected to bring in the next {n:count} days,"
                " discounted.",
                n=horizon_days,
            )
        case "margin_to_date":
            return words("What was left of all orders after refunds and the costs that are known.")
        case "value_at_stake":
            return words(
                "What is expected of customers, times the chance that they are gone, or under"
                " contract that they leave: an order in which to look at them, not a loss to come."
            )
        case "ltv_cac":
            if found.payback_month is None:
                return words(
                    "What a new customer is worth for what winning one costs; margin has not yet"
                    " paid for it in any month."
                )
            return words(
                "What a new customer is worth for what winning one costs; margin has paid for it by"
                " month {n:count}.",
                n=found.payback_month,
            )
        case "retention":
            return words("Of the customers at the start of a quarter, the share still there after.")


def to_do(
    found: Findings, unplanned: Iterable[tuple[str, float | None]], words: Words
) -> tuple[ToDo, ...]:
    """At most three things: one of each kind first, of each that with most margin in it.

    unplanned: segments without a plan, and what is expected of those in them where it is known.
    """
    lacking = sorted(unplanned, key=lambda one: -(one[1] or 0.0))
    plans = [_unplanned(name, value, words) for name, value in lacking]
    late = [_late(found, words)] if found.late else []
    dear = [_dear(one, words) for one in found.dear if not one.is_sure]
    told = [*plans[:1], *late, *dear[:1], *plans[1:], *dear[1:]]
    return tuple(told[:MOST])


def _unplanned(name: str, value: float | None, words: Words) -> ToDo:
    shown = words.say(CLASS_NAMES[ValueClass(name)]) if name in CLASSES else name
    if value is None:
        said = words("The segment {name:text} has no plan.", name=shown)
    else:
        said = words(
            "The segment {name:text} has no plan; {value:money} is expected of it.",
            name=shown,
            value=value,
        )
    return ToDo(said, "segments")


def _late(found: Findings, words: Words) -> ToDo:
    said = words.plural(
        "{n:count} customer is past the day by which most have ordered again; {value:money} is"
        " expected of them.",
        "{n:count} customers are past the day by which most have ordered again; {value:money} is"
        " expected of them.",
        found.late,
        value=found.late_value,
    )
    return ToDo(said, "retention")


def _dear(one: Dear, words: Words) -> ToDo:
    said = words(
        "A customer of {channel:text} costs {cac:money} to win, more than the ceiling of"
        " {ceiling:money}.",
        channel=words("unknown") if one.channel is None else one.channel,
        cac=one.cac,
        ceiling=one.ceiling,
    )
    return ToDo(said, "acquisition")


def alerts(found: Findings, overdue: Iterable[Plan], words: Words) -> Iterator[ToDo]:
    """What should not wait. overdue: plans that go on after their last day."""
    for one in found.dear:
        if one.is_sure:
            yield _dear(one, words)
    if found.missed:
        said = words("In the last window that was tested, the margin lay outside its interval.")
        yield ToDo(said, "value")
    for plan in overdue:
        said = words(
            "The plan {name:text} was to end on {day:day} and is not closed.",
            name=plan.name,
            day=plan.proposal.last_day,
        )
        yield ToDo(said, plan=plan.name)
