"""The change list in words: a sentence for each change."""

from volver.domain.change import Change, ChangeList
from volver.domain.estimate import NotEnough
from volver.present.book.grids import columns, grid, three
from volver.present.book.part_names import level_name, part_name
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

DIMENSIONS = {
    "all": Sentence("All customers"),
    "channel": Sentence("Channel"),
    "product": Sentence("Product"),
    "segment": Sentence("Stage"),
}
MEASURES = {
    "orders": Sentence("Orders"),
    "new": Sentence("New customers"),
    "margin": Sentence("Margin per customer who ordered"),
    "size": Sentence("Customers"),
}


def sheet(found: ChangeList | NotEnough, words: Words) -> Sheet:
    """The sheet."""
    title = words("What has changed")
    question = words("What moved in the last whole month beyond what chance moves?")
    if isinstance(found, NotEnough):
        return Sheet("changes", title, question, (), (words.why(found),))
    blocks: list[Grid | str] = [
        words(
            "{changes:count} of {compared:count} figures moved. Where nothing has changed this list"
            " is empty but for one month in {months:count}.",
            changes=len(found.changes),
            compared=found.compared,
            months=1 / found.false_share,
        )
    ]
    blocks += [sentence(change, words) for change in found.changes[:10]]
    blocks.append(_grid(found, words))
    return Sheet("changes", title, question, tuple(blocks))


def sentence(change: Change, words: Words) -> str:
    """One change, with its figures."""
    f = words.formats
    where = words.say(DIMENSIONS[change.dimension])
    if change.level:
        where = f"{where} {_level(change, words)}"
    what = words.say(MEASURES[change.measure])
    write = f.money if change.measure == "margin" else f.number
    figures = {"where": where, "what": what, "before": write(change.before),
               "now": write(change.now)}  # fmt: skip
    if change.ratio is not None:
        return words(
            "{where:text}, {what:text}: {now:text} after {before:text}; by day {ratio:text} times"
            " as many ({low:text} to {high:text}).",
            ratio=f.number(change.ratio.value, 2),
            low=f.number(change.ratio.low, 2),
            high=f.number(change.ratio.high, 2),
            **figures,
        )
    assert change.difference is not None
    return words(
        "{where:text}, {what:text}: {now:text} after {before:text}, a difference of {low:text} to"
        " {high:text}.",
        low=write(change.difference.low),
        high=write(change.difference.high),
        **figures,
    )


def _level(change: Change, words: Words) -> str:
    if change.dimension == "segment":
        return part_name("stages", change.level, words)
    return level_name(change.level, words)


def _grid(found: ChangeList, words: Words) -> Grid:
    return grid(
        "changes",
        words("Changes"),
        columns(
            ("month", words("Month"), "month"),
            ("dimension", words("Where"), "text"),
            ("level", words("Level"), "text"),
            ("measure", words("Measure"), "text"),
            ("before", words("Before"), "ratio"),
            ("now", words("Now"), "ratio"),
            ("times", words("Times as many, by day"), "ratio"),
            ("times_low", words("Lower end"), "ratio"),
            ("times_high", words("Upper end"), "ratio"),
            ("chance", words("Chance of it without a change"), "share"),
        ),
        (
            (found.month, words.say(DIMENSIONS[c.dimension]), _level(c, words),
             words.say(MEASURES[c.measure]), c.before, c.now, *three(c.ratio), c.chance)
            for c in found.changes
        ),
        words("Compared with the month before; season is noise that earlier months have taught."),
    )  # fmt: skip
