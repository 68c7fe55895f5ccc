"""What the words of a report mean, and how its figures were made."""

from volver.domain.estimate import NotEnough
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
                level=data.level,
            ),
        ),
        (
            words("P(alive)"),
            words(
                "The probability that the relationship has not ended by {day:day}, given the "
                "orders so far. It is not a label of who left: a low figure is a reason to look, "
                "not a fact about a person.",
                day=data.as_of,
            ),
        ),
        (
            words("P(alive) after one order"),
            words(
                "Some models (BG/NBD) let a customer leave only after a second order, so that "
                "everybody with one order gets 100 %. Read value, not P(alive), for them."
            ),
        ),
        _past_value(words),
        _order(words),
        _observed(data, words),
    ]


def _value(data: ReportData, words: Words) -> tuple[str, str]:
    figures: dict[str, object] = {
        "day": data.as_of,
        "ahead": horizon(data.horizon.days, words),
        "rate": data.rate.annual,
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
        words("{day:day} is the last day whose orders and refunds count.", day=data.as_of),
    )


def making(data: ReportData, words: Words) -> Entries:
    """Everything it takes to make the same figures again."""
    made, formats = data.made, words.formats
    why = words.why(made.why) if isinstance(made.why, NotEnough) else words.say(made.why)
    entries = [
        (words("Forecast"), words.say(STEP_NAMES[made.step])),
        (words("Why this one"), why),
        (words("Model"), words.term(made.model)),
    ]
    if made.parameters:
        unit = words("time in weeks") if made.parameter_unit == "week" else words("time in days")
        figures = " · ".join(
            f"{name} = {formats.number(value, 4)}" for name, value in made.parameters.items()
        )
        entries.append((words("Parameters"), f"{figures} ({unit})"))
    return [
        *entries,
        (words("Horizon"), horizon(data.horizon.days, words)),
        (words("Discount rate"), words("{rate:percent} a year", rate=data.rate.annual)),
        (words("Run"), made.provenance.run_id),
        (words("Fingerprint of the data"), made.provenance.data),
        (words("Version"), f"volver {made.provenance.version}"),
    ]
