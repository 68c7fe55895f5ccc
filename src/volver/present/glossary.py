"""What the words of a report mean, and how its figures were made."""

from volver.present.findings import STEP_NAMES, horizon
from volver.present.records import ReportData
from volver.present.words import Words

Entries = list[tuple[str, str]]


def definitions(data: ReportData, words: Words) -> Entries:
    """The words of this report that a careful reader will ask about."""
    if not data.is_forecast:
        return [_past_value(words), _order(words), _observed(data, words)]
    return [
        _value(data, words),
        (
            words("Interval"),
            words(
                "The range that should hold the truth in {level:percent} of cases. For one "
                "customer it is wide, since one person's next orders are mostly chance; for all "
                "customers together it is narrow.",
                level=data.card.level,
            ),
        ),
        (
            words("P(alive)"),
            words(
                "The probability that the relationship has not ended by {day:day}, given the "
                "orders so far. It is not a label of who left: a low figure is a reason to look, "
                "not a fact about a person.",
                day=data.card.as_of,
            ),
        ),
        (
            words("P(alive) after one order"),
            words(
                "Some models (BG/NBD) let a customer leave only after a second order, so that "
                "everybody with one order gets {all:percent}. Read value, not P(alive), for them.",
                all=1.0,
            ),
        ),
        _past_value(words),
        _order(words),
        _observed(data, words),
    ]


def _value(data: ReportData, words: Words) -> tuple[str, str]:
    figures: dict[str, object] = {
        "day": data.card.as_of,
        "ahead": horizon(data.card.horizon_days, words),
        "rate": data.card.annual_rate,
    }
    what = (
        words("Expected margin after {day:day}, over {ahead}.", **figures)
        if data.basis.is_margin
        else words("Expected revenue after {day:day}, over {ahead}.", **figures)
    )
    rest = words(
        "Later money counts less, at {rate:percent} a year. Orders up to that day are not in it. "
        "It is not lifetime value: nothing after the horizon is counted.",
        **figures,
    )
    return words("Value"), f"{what} {rest}"


def _past_value(words: Words) -> tuple[str, str]:
    return (
        words("To date"),
        words("What a customer has brought so far, after refunds, on the same basis as value."),
    )


def _order(words: Words) -> tuple[str, str]:
    return (
        words("Order"),
        words(
            "An order that was not refunded to zero. Models count days with an order: two orders "
            "on one day are one occasion."
        ),
    )


def _observed(data: ReportData, words: Words) -> tuple[str, str]:
    return (
        words("Observation date"),
        words("{day:day} is the last day whose orders and refunds count.", day=data.card.as_of),
    )


def making(data: ReportData, words: Words) -> Entries:
    """Everything it takes to make the same figures again."""
    card, formats = data.card, words.formats
    entries = [
        (words("Forecast"), words.say(STEP_NAMES[card.step])),
        (words("Why this one"), words.term(card.why)),
    ]
    if card.setting is not None:
        entries.append((words("How customers order"), words.term(card.setting.reason)))
    if data.is_forecast:
        entries.append((words("Model"), words.term(card.title)))
    if card.parameters:
        unit = words("time in weeks") if card.unit == "week" else words("time in days")
        figures = " · ".join(
            f"{name} = {formats.number(value, 4)}" for name, value in card.parameters.items()
        )
        entries.append((words("Parameters"), f"{figures} ({unit})"))
    if card.money:
        entries.append((words("Order value"), words.term(card.money.title)))
    if card.money and card.money.why:
        entries.append((words("Why this order value"), words.term(card.money.why)))
    if card.money and card.money.tested:
        entries.append((words("Order values, tested"), words.term("; ".join(card.money.tested))))
    return [
        *entries,
        (words("Horizon"), horizon(data.card.horizon_days, words)),
        (words("Discount rate"), words("{rate:percent} a year", rate=data.card.annual_rate)),
        (words("Run"), data.provenance.run_id),
        (words("Fingerprint of the data"), data.provenance.data),
        (words("Version"), f"volver {data.provenance.version}"),
    ]
