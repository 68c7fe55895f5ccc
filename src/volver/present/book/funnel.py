"""The funnel on one page."""

from collections.abc import Iterator

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.journey import STAGES, Funnel, FunnelStep
from volver.present.charts.cohorts import funnel as drawn
from volver.present.drawing import PAGE
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.stages import stage_name
from volver.present.words import Words


def sheet(found: Funnel | NotEnough, words: Words) -> Sheet:
    """In which stage is everybody, and how many go on?"""
    title, question = words("Funnel"), words("In which stage is everybody, and how many go on?")
    if isinstance(found, NotEnough):
        return Sheet("funnel", title, question, needs=(words.why(found),))
    has_contacts = any(step.entered for step in found.steps[:3])
    needs: tuple[str, ...] = ()
    if not has_contacts:
        needs = (
            words(
                "Stages before the purchase need interactions with a type: visits, clicks, calls."
            ),
        )
    chart = drawn(found, words, PAGE)
    return Sheet(
        slug="funnel",
        title=title,
        question=question,
        blocks=(
            words(
                "Each of {people:count} people has one stage: the furthest they have reached. "
                "After the purchase attraction begins again; who touches us or orders again comes "
                "back.",
                people=found.people,
            ),
            *_unseen(found, words),
            *((chart,) if has_contacts else ()),
            _now(found, words),
            _steps("funnel_steps", words("From stage to stage"), found.steps, found, words),
            _steps("funnel_loop", words("After the purchase"), found.loop, found, words),
            *((_rules(found, words),) if has_contacts else ()),
            _latest(found, words),
        ),
        needs=needs,
        finding="" if has_contacts else chart.title,
    )


def _unseen(found: Funnel, words: Words) -> Iterator[str]:
    if found.unseen:
        yield words(
            "{unseen:count} customers were seen at no stage before their first order.",
            unseen=found.unseen,
        )


def _now(found: Funnel, words: Words) -> Grid:
    return Grid(
        slug="funnel_now",
        title=words("Where people are, and what put them there"),
        columns=(
            Column("stage", words("Stage"), "text"),
            Column("rule", words("Rule"), "text"),
            Column("people", words("People"), "count"),
            Column("share", words("Share"), "share"),
            Column("first", words("First day"), "day"),
            Column("last", words("Last day"), "day"),
        ),
        rows=tuple(
            (
                stage_name(count.stage, found.rules, words),
                rule_name(count.rule, words),
                count.people,
                count.people / found.people,
                count.first,
                count.last,
            )
            for count in found.counts
        ),
    )


def _steps(
    slug: str, title: str, steps: tuple[FunnelStep, ...], found: Funnel, words: Words
) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for step in steps:
        rate: tuple[Cell, ...] = (None, None, None)
        if isinstance(step.conversion, Estimate):
            rate = (step.conversion.value, step.conversion.low, step.conversion.high)
        names = [stage_name(name, found.rules, words) for name in (step.start, step.to)]
        rows.append((*names, step.entered, step.judged, step.went_on, *rate, step.median_days))
    return Grid(
        slug=slug,
        title=title,
        columns=(
            Column("from", words("From"), "text"),
            Column("to", words("To this or further"), "text"),
            Column("seen", words("People seen there"), "count"),
            Column("judged", words("Judged"), "count"),
            Column("went_on", words("Went on"), "count"),
            Column("conversion", words("Conversion"), "share"),
            Column("low", words("Lower end"), "share"),
            Column("high", words("Upper end"), "share"),
            Column("median_days", words("Median wait (days)"), "days"),
        ),
        rows=tuple(rows),
        caution=words(
            "Going on counts within {days:count} days. Judged are those who were there so long ago "
            "that the time is up.",
            days=found.rules.within,
        ),
    )


def _rules(found: Funnel, words: Words) -> Grid:
    return Grid(
        slug="funnel_rules",
        title=words("The rules"),
        columns=(
            Column("stage", words("Stage"), "text"),
            Column("times", words("Times"), "count"),
            Column("types", words("Types of interactions"), "text"),
        ),
        rows=tuple(
            (stage_name(one.stage, found.rules, words), one.times, ", ".join(one.types))
            for stage in STAGES
            for one in found.rules.rules
            if one.stage == stage
        ),
        caution=words(
            "Besides: a first contact in the list of customers is awareness, the first order or "
            "contract the purchase, a second order or a contact of theirs after it coming back."
        ),
    )


def _latest(found: Funnel, words: Words) -> Grid:
    return Grid(
        slug="funnel_latest",
        title=words("The latest moves"),
        columns=(
            Column("person", words("Person"), "text"),
            Column("stage", words("Stage"), "text"),
            Column("rule", words("Rule"), "text"),
            Column("day", words("Day"), "day"),
        ),
        rows=tuple(
            (
                one.person,
                stage_name(one.stage, found.rules, words),
                rule_name(one.rule, words),
                one.day,
            )
            for one in found.latest
        ),
    )


def rule_name(rule: str, words: Words) -> str:
    """A rule's name: types of interactions stay as the source writes them."""
    return words.term(rule)
