"""What an address asks of a page of figures: which months, and whose; and the bar that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.http import urlencode

from volver.app.figures_of import by_month_of
from volver.app.published import PublishedRun
from volver.domain.errors import BadInput
from volver.domain.value import ValueClass
from volver.present.book import figures
from volver.present.book.leaf import Leaf
from volver.present.book.period import Months, between, links, month_written, months_of
from volver.present.findings import CLASS_NAMES
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.gate import Asked
from volver.server.readers import run_of

SPLIT_NAMES: Mapping[str, Sentence] = {
    "channel": Sentence("Channel"),
    "class": Sentence("Class"),
}
SHEET, TABLE = "kpis", "by_month"
"""The table that can be asked again for some customers."""
CHANNELS = "by_channel"
"""The table of the same sheet that names the channels."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is asked for."""

    months: Months
    split: str = ""
    level: str = ""
    """Of customers, such as the channel that brought them; "": of all."""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.months.are_all and not self.split

    @property
    def of(self) -> str:
        """Of which customers, as an address says it."""
        return f"{self.split}:{self.level}" if self.split else ""


def asked_for(request: Asked) -> Narrowed:
    """What the address asks for; raises BadInput where that cannot be."""
    months = Months.read(request.GET.get("from", ""), request.GET.get("to", ""))
    split, colon, level = request.GET.get("of", "").partition(":")
    if split and not colon:
        raise _nobody(split)
    return Narrowed(months, split, level)


def narrowed(request: Asked, leaf: Leaf, asked: Narrowed, words: Words) -> Leaf:
    """A sheet with what is asked for; raises BadInput where there are no such customers."""
    if asked.split and leaf.slug == SHEET:
        run = run_of(request.folder)
        if asked.level not in groups(run, leaf, words).get(asked.split, ()):
            raise _nobody(asked.level)
        told = by_month_of(run, asked.split, asked.level)
        title = f"{words('Month by month')}: {level_named(asked.split, asked.level, words)}"
        made = figures.by_month(TABLE, title, told, words)
        blocks = tuple(
            made if made is not None and getattr(block, "slug", "") == TABLE else block
            for block in leaf.blocks
        )
        leaf = replace(leaf, blocks=blocks)
    return between(leaf, asked.months, words)


def bar(request: Asked, whole: Sequence[Leaf], asked: Narrowed, words: Words) -> dict[str, Any]:
    """What the bar under the title shows. whole: the sheets, with nothing left out."""
    there: dict[str, tuple[str, ...]] = {}
    for leaf in whole:
        if leaf.slug == SHEET:
            there = groups(run_of(request.folder), leaf, words)
    given = list(links(asked.months))
    return {
        "asked": asked,
        "asked_in": urlencode([*given, ("of", asked.of)] if asked.of else given),
        "months": [(one, month_written(one)) for one in months_of(whole)],
        "whose": [
            (
                words.say(SPLIT_NAMES[split]),
                [(f"{split}:{level}", level_named(split, level, words)) for level in levels],
            )
            for split, levels in there.items()
        ],
        "whom": level_named(asked.split, asked.level, words) if there and asked.split else "",
    }


def groups(run: PublishedRun, leaf: Leaf, words: Words) -> dict[str, tuple[str, ...]]:
    """Of which customers the table by month can be asked: their channels and their classes.

    leaf: the sheet, whose other tables name the channels. Those of whom nothing is known, and the
    many small ones that are put together, are no choice.
    """
    tables = {grid.slug: grid for grid in leaf.grids}
    if TABLE not in tables:
        return {}
    found = dict[str, tuple[str, ...]]()
    if CHANNELS in tables:
        nobody = (words("unknown"), words("other"))
        channels = (str(row[0]) for row in tables[CHANNELS].rows)
        found["channel"] = tuple(one for one in channels if one not in nobody)
    if run.card["classes"] is not None:
        found["class"] = tuple(one.value for one in ValueClass)
    return {split: levels for split, levels in found.items() if levels}


def _nobody(level: str) -> BadInput:
    return BadInput(
        what=f"There are no customers {level[:40]!r}",
        where="of",
        next_step="Choose one of the list.",
    )


def level_named(split: str, level: str, words: Words) -> str:
    """A level in the reader's words; a channel is called as the data call it."""
    if split == "class" and level in set(ValueClass):
        return words.say(CLASS_NAMES[ValueClass(level)])
    return level
