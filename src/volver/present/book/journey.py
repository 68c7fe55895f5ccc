"""The map of the journey on one page."""

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.journey import STAGES, Journey, TouchRow
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.stages import stage_name
from volver.present.words import Words

LAST = len(STAGES)


def sheet(found: Journey | NotEnough, words: Words) -> Sheet:
    """Where do we lose people, and what are they worth?"""
    title = words("Journey")
    question = words("Where do we lose people, and what are they worth?")
    if isinstance(found, NotEnough):
        return Sheet("journey", title, question, needs=(words.why(found),))
    needs = []
    if not found.has_value:
        needs.append(words("Value lost needs a forecast."))
    if not any(row.answers for row in found.rows):
        needs.append(words("Satisfaction needs answers to a survey (csat, 1 to 5) by channel."))
    return Sheet(
        slug="journey",
        title=title,
        question=question,
        blocks=(
            words(
                "Each row is a touchpoint in the stage its people had reached by then. Going on is "
                "reaching a later stage, and after the purchase ordering again, within "
                "{days:count} days of the first touch.",
                days=found.rules.within,
            ),
            words(
                "Value lost is the number who stopped, times what those who went on are worth on "
                "average more than those who stopped. Worth: margin to date and expected margin, 0 "
                "for who never ordered; after the purchase, expected margin alone. It does not say "
                "that the touchpoint is the cause. Basis: {basis:text}.",
                basis=words.term(found.basis),
            ),
            _map(found, words),
        ),
        needs=tuple(needs),
        finding=_finding(found, words),
    )


def _finding(found: Journey, words: Words) -> str:
    """The touchpoint behind which most value stops."""
    known = [row for row in found.rows if row.stage]
    row = max(known, key=lambda row: row.value_lost or 0.0, default=None)
    if row is None or not row.value_lost or row.value_lost < 0:
        return ""
    return words(
        "Most value stops in the stage {stage:text} after {touch:text}: {stopped:count} of"
        " {judged:count} people, worth {money:money} more had they gone on as the others.",
        stage=stage_name(row.stage or STAGES[0], found.rules, words),
        touch=" · ".join(filter(None, (row.channel, row.type))) or words("unknown"),
        stopped=row.judged - row.went_on,
        judged=row.judged,
        money=row.value_lost,
    )


def _map(found: Journey, words: Words) -> Grid:
    rows = sorted(
        found.rows, key=lambda row: (STAGES.index(row.stage) if row.stage else LAST, -row.volume)
    )
    return Grid(
        slug="journey_map",
        title=words("Stages and touchpoints"),
        columns=(
            Column("stage", words("Stage"), "text"),
            Column("channel", words("Channel"), "text"),
            Column("type", words("Type"), "text"),
            Column("interactions", words("Interactions"), "count"),
            Column("people", words("People"), "count"),
            Column("judged", words("Judged"), "count"),
            Column("went_on", words("Went on"), "count"),
            Column("conversion", words("Conversion"), "share"),
            Column("low", words("Lower end"), "share"),
            Column("high", words("Upper end"), "share"),
            Column("median_days", words("Median wait (days)"), "days"),
            Column("satisfaction", words("Satisfaction with the channel (1 to 5)"), "ratio"),
            Column("answers", words("Answers"), "count"),
            Column("value_lost", words("Value lost"), "money"),
        ),
        rows=tuple(_row(row, found, words) for row in rows),
        caution=words(
            "Judged are those whose first touch there is so long ago that the time is up. "
            "Intervals hold the truth in {level:percent} of cases.",
            level=found.level,
        ),
    )


def _row(row: TouchRow, found: Journey, words: Words) -> tuple[Cell, ...]:
    rate: tuple[Cell, ...] = (None, None, None)
    if isinstance(row.conversion, Estimate):
        rate = (row.conversion.value, row.conversion.low, row.conversion.high)
    return (
        stage_name(row.stage, found.rules, words) if row.stage else words("nobody knows who"),
        row.channel or words("unknown"),
        row.type or words("unknown"),
        row.volume,
        row.people,
        row.judged,
        row.went_on,
        *rate,
        row.median_days,
        row.satisfaction.value if row.satisfaction else None,
        row.answers,
        row.value_lost,
    )
