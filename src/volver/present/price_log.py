"""The log of prices in words: what was proposed and approved, when and by whom."""

from collections.abc import Sequence

from volver.domain.price_log import PriceEvent
from volver.present.book.grids import columns, grid
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

STEPS = {"proposed": Sentence("Proposed"), "approved": Sentence("Approved")}
HELD = {
    "at_floor": Sentence("at its floor"),
    "at_ceiling": Sentence("at its ceiling"),
    "change_capped": Sentence("moved as far as it may"),
    "changed_lately": Sentence("changed a short while ago"),
}
"""What held a price back, by code; what else was told of it stands with the prices themselves."""


def sheet(events: Sequence[PriceEvent], words: Words) -> Sheet:
    """The sheet, the newest first."""
    title, question = words("Log of prices"), words("Who let which price change?")
    if not events:
        return Sheet("price-log", title, question, (words("No price was proposed yet."),))
    told: Grid = grid(
        "price-log",
        words("What was proposed and approved"),
        columns(
            ("day", words("Day"), "day"),
            ("by", words("By"), "text"),
            ("what", words("What"), "text"),
            ("version", words("Version"), "text"),
            ("product", words("Product"), "text"),
            ("old", words("Price before"), "money"),
            ("new", words("New price"), "money"),
            ("audience", words("For whom"), "text"),
            ("held", words("Held back"), "text"),
        ),
        (
            (
                event.at.date(),
                event.by,
                words.say(STEPS[event.kind]),
                event.version,
                line.product_id,
                float(line.old),
                float(line.new),
                event.audience or words("everybody"),
                ", ".join(words.say(HELD[code]) for code in line.reasons if code in HELD),
            )
            for event in reversed(events)
            for line in event.lines
        ),
    )
    return Sheet("price-log", title, question, (told,))
