"""A budget in words: who gets what, what the next euro returns, what is left and why."""

from collections.abc import Iterator, Sequence

from volver.domain.allocation import Allocation, Left
from volver.domain.plan import Action
from volver.present.book.grids import columns, grid, three
from volver.present.effects import apart_told, lessons_told, segment_name, source_of
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

WHY_LEFT = {
    Left.NOTHING: Sentence("All of it is spent."),
    Left.NOTHING_PAYS: Sentence(
        "The rest stays in the till: nobody is left for whom an action would bring more than it"
        " costs."
    ),
    Left.OTHER_LIMITS: Sentence(
        "The rest stays in the till: channels are at their limit before the money is."
    ),
    Left.CEILINGS: Sentence(
        "The rest stays in the till: the next customer would cost more than one may."
    ),
}


def sheet(
    found: Sequence[Allocation], actions: Sequence[Action], words: Words, commands: bool = True
) -> Sheet:
    """The sheet. found: scenarios, from the smallest total; the one asked for in the middle.

    commands: whether to say with which command plans are made of it.
    """
    asked = found[len(found) // 2]
    blocks: tuple[Grid | str, ...] = (
        *_told(asked, words),
        *_assumed(actions, words),
        _lines(asked, words),
        *(_next(asked, words) if commands else ()),
        _scenarios(found, words),
    )
    return Sheet("budget", words("Budget"), words("Where should the next euro go?"), blocks)


def _told(found: Allocation, words: Words) -> Iterator[str]:
    yield words(
        "Of {total:whole_money}, {spent:whole_money} are best spent: they are expected to bring"
        " {margin:whole_money} beyond that ({low:whole_money} to {high:whole_money}).",
        total=found.total,
        spent=found.spent,
        margin=found.margin.value,
        low=found.margin.low,
        high=found.margin.high,
    )
    if found.next_euro is None:
        yield words.say(WHY_LEFT[found.left])
    else:
        yield words(
            "{one:whole_money} more would return {next:money}.", one=1, next=found.next_euro
        )
    for name, price in found.prices.items():
        kind, _, channel = name.partition(": ")
        if kind == "contacts" and price > 0:
            yield words(
                "One more contact by {channel:text} would bring {price:money}.",
                channel=channel,
                price=price,
            )


def _assumed(actions: Sequence[Action], words: Words) -> Iterator[str]:
    names = [action.name for action in actions if action.source == "assumed" and not action.lessons]
    if names:
        yield words(
            "Assumed, and measured by nobody yet: what is added by {actions:text}.",
            actions=", ".join(names),
        )
    for action in actions:
        if action.lessons:
            yield words(
                "{action:text} is thought to add {low:percent} to {high:percent} to a customer's"
                " value; {source:text}.",
                action=action.name,
                low=action.low,
                high=action.high,
                source=source_of(action, words),
            )
            yield from lessons_told(action, words)
    yield from apart_told(actions, words)


def _lines(found: Allocation, words: Words) -> Grid:
    return grid(
        "budget",
        words("Who gets what"),
        columns(
            ("segment", words("Segment"), "text"),
            ("action", words("Action"), "text"),
            ("customers", words("Customers"), "count"),
            ("cost", words("Cost"), "money"),
            ("margin", words("Beyond its cost"), "money"),
        ),
        (
            (
                segment_name(line.segment, words),
                line.action,
                line.customers,
                line.spend,
                line.margin,
            )
            for line in found.lines
        ),
    )


def _next(found: Allocation, words: Words) -> Iterator[str]:
    if found.lines:
        yield words(
            "To make plans of it: {command:text}",
            command=f'volver plan from-budget {found.total:g} --owner "…" --from … --until …',
        )


def _scenarios(found: Sequence[Allocation], words: Words) -> Grid:
    return grid(
        "scenarios",
        words("Less money, and more"),
        columns(
            ("total", words("Budget"), "money"),
            ("spent", words("Spent"), "money"),
            ("left", words("Left"), "money"),
            ("margin", words("Beyond its cost"), "money"),
            ("low", words("Lower end"), "money"),
            ("high", words("Upper end"), "money"),
            ("next_euro", words("What 1 more returns"), "money"),
        ),
        ((one.total, one.spent, one.unspent, *three(one.margin), one.next_euro) for one in found),
        words(
            "The split is made on half of what may be true and judged on the other half: as it was"
            " made, it looked {flattery:whole_money} better.",
            flattery=found[len(found) // 2].flattery,
        ),
    )
