"""Goals in words: what is aimed at, how far it is, and whether that is on the way."""

from collections.abc import Mapping

from volver.domain.goal import Reading, Standing, Window
from volver.domain.measure import Unit
from volver.present.kpis import value_told
from volver.present.sentence import Sentence
from volver.present.words import Words

WINDOWS: Mapping[Window, Sentence] = {
    "year": Sentence("the last twelve whole months"),
    "whole": Sentence("all since the data begin"),
    "ahead": Sentence("as far as values look ahead"),
}
"""What a figure is counted over."""


def interval_told(found: Reading, unit: Unit, words: Words) -> str:
    """The interval of a figure; "" where it has none."""
    if found.low is None or found.high is None or found.level is None:
        return ""
    return words(
        "{level:percent} interval: {low:text} to {high:text}",
        level=found.level,
        low=value_told(found.low, unit, words),
        high=value_told(found.high, unit, words),
    )


def standing_told(found: Standing, target: float, unit: Unit, words: Words) -> str:
    """Whether a goal is on its way, in a sentence."""
    gone, way = {"gone": found.gone}, {"way": found.way}
    by_now = {"by_now": value_told(found.by_now, unit, words)}
    match found.verdict:
        case "new":
            return words("No newer figures have come since it was set.")
        case "reached":
            return words("The target is reached.")
        case "maybe":
            return words(
                "The figure is past the target, but its interval holds {target:text} still: that"
                " it is reached is not sure.",
                target=value_told(target, unit, words),
            )
        case "on_way":
            return words(
                "On the way: {gone:percent} of the time has gone, and {way:percent} of the way is"
                " done.",
                **gone,
                **way,
            )
        case "missed":
            return words("The day has come, and the target is not reached.")
        case "unsure":
            if found.gone >= 1:
                return words(
                    "The day has come; the interval holds the target, so whether it is reached"
                    " cannot be told."
                )
            return words(
                "It cannot be told: {gone:percent} of the time has gone, and the interval holds"
                " {by_now:text}, where the figure should stand by now.",
                **gone,
                **by_now,
            )
    if found.way < 0:
        return words(
            "Not on the way: the figure has moved away from the target; by now it should stand at"
            " {by_now:text}.",
            **by_now,
        )
    return words(
        "Not on the way: {gone:percent} of the time has gone, and {way:percent} of the way is"
        " done; by now it should stand at {by_now:text}.",
        **gone,
        **way,
        **by_now,
    )
