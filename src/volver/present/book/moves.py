"""How customers moved between parts, the value that moved, and where it would end."""

from collections.abc import Iterator
from datetime import date

from volver.domain.estimate import NotEnough
from volver.domain.parts import Migration
from volver.domain.value import ValueClass
from volver.present.book.grids import columns, grid, three
from volver.present.book.part_names import PARTINGS, part_name
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words


def sheet(found: tuple[Migration, ...] | NotEnough, words: Words) -> Sheet:
    """The sheet."""
    question = words("Who moved up, who moved down, and what does it mean for value?")
    title = words("Moves between parts")
    if isinstance(found, NotEnough):
        return Sheet("moves", title, question, (), (words.why(found),))
    blocks = [block for one in found for block in _blocks(one, words)]
    return Sheet("moves", title, question, tuple(blocks), finding=_finding(found, words))


def _finding(found: tuple[Migration, ...], words: Words) -> str:
    """Of those who were best, how many still are."""
    one = next((m for m in found if m.slug == "classes"), None)
    if one is None:
        return ""
    stayed = [m for m in one.moves if m.origin == m.to == ValueClass.BEST]
    left = [m for m in one.moves if m.origin == ValueClass.BEST != m.to]
    if not stayed and not left:
        return ""
    kept, gone = (sum(m.customers for m in some) for some in (stayed, left))
    said = words(
        "Of {all:count} customers who were best on {first:day}, {kept:count} still are.",
        all=kept + gone,
        first=one.first,
        kept=kept,
    )
    lost = sum(m.before - m.after for m in left)
    if lost <= 0:
        return said
    others = words(
        "The others brought {lost:money} less in the last {days:count} days than in as many before"
        " {first:day}.",
        lost=lost,
        days=one.span,
        first=one.first,
    )
    return f"{said} {others}"


def _until(day: date, span: int, words: Words) -> str:
    return words("Margin of {days:count} days until {day:day}", days=span, day=day)


def _blocks(found: Migration, words: Words) -> Iterator[Grid | str]:
    name = words.say(PARTINGS[found.slug])

    def called(state: str) -> str:
        return part_name(found.slug, state, words)

    ends = {"first": found.first, "last": found.last, "parting": name}
    yield grid(
        f"moves-{found.slug}",
        words("{parting:text}: moves from {first:day} to {last:day}", **ends),
        columns(
            ("from", words("From"), "text"),
            ("to", words("To"), "text"),
            ("customers", words("Customers"), "count"),
            ("share", words("Share"), "share"),
            ("share_low", words("Lower end"), "share"),
            ("share_high", words("Upper end"), "share"),
            ("before", _until(found.first, found.span, words), "money"),
            ("after", _until(found.last, found.span, words), "money"),
            ("moved", words("Value moved"), "money"),
        ),
        (
            (called(m.origin), called(m.to), m.customers, *three(m.share), m.before, m.after,
             m.after - m.before)
            for m in found.moves
        ),
    )  # fmt: skip
    yield grid(
        f"states-{found.slug}",
        words("{parting:text}: where it would end", parting=name),
        columns(
            ("part", words("Part"), "text"),
            ("before", words("Customers before"), "count"),
            ("after", words("Customers now"), "count"),
            ("arrived", words("New customers"), "count"),
            ("gone", words("Sent everything back"), "count"),
            ("net_change", words("Came less left, in standard errors"), "ratio"),
            ("reward", words("Mean margin between the days"), "money"),
            ("in_the_end", words("Share in the end"), "share"),
            ("worth", words("Worth of a customer from here on"), "money"),
        ),
        (
            (called(s.name), s.before, s.after, s.arrived, s.gone, s.net_change, s.reward,
             s.in_the_end, s.worth)
            for s in found.states
        ),
        words(
            "The end and the worth suppose that every such time moves customers like this one and"
            " that where they stand is all that counts: a thought to compare parts by, not a"
            " forecast. Discounted at {rate:percent} a year.",
            rate=found.annual_rate,
        ),
    )  # fmt: skip
    unseen = [called(s.name) for s in found.states if s.in_the_end is None and not s.before]
    if unseen:
        yield words(
            "Nobody was {names:text} on the first day: how it goes on from there is not known, so"
            " neither is the end.",
            names=", ".join(unseen),
        )
    for group, period in zip(found.closed, found.periods, strict=True):
        if len(group) < sum(state.before > 0 for state in found.states):
            names = ", ".join(called(state) for state in group)
            yield words(
                "Nobody was seen to leave: {names:text}. That is why the end gathers there.",
                names=names,
            )
        if period > 1:
            yield words("Customers go round in {n:count} steps, so the end is a mean.", n=period)
