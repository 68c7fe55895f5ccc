"""What an action adds, and where that is known from: given as a range, measured in plans, both."""

from collections.abc import Iterator, Sequence

from volver.domain.lesson import Lesson, contradicting
from volver.domain.plan import Action
from volver.present.findings import CLASS_NAMES
from volver.present.sentence import Sentence
from volver.present.words import Words

SOURCES = {
    "assumed": Sentence("assumed: nobody has measured it yet"),
    "experiment": Sentence("measured in an experiment"),
    "literature": Sentence("from the literature: other shops, not this one"),
}
KNOWN_FROM = {
    "assumed": Sentence("assumed"),
    "experiment": Sentence("an experiment"),
    "literature": Sentence("the literature"),
}
"""Where a range that was given is known from."""
LATE = "late"
"""The segment that the late list is, where the company has none of that name."""


def known_from(action: Action, words: Words) -> str:
    """Where an effect is known from, in a few words."""
    given = words.say(KNOWN_FROM[action.source])
    return words("both: {given:text}, and measured", given=given) if action.lessons else given


def source_of(action: Action, words: Words) -> str:
    """Where an effect is known from: the range that was given, and the plans that measured it."""
    if not action.lessons or action.before is None:
        return words.say(SOURCES[action.source])
    return words(
        "both: {low:percent} to {high:percent} was given ({given:text}), and it was measured in"
        " {plans:text}",
        low=action.before[0],
        high=action.before[1],
        given=words.say(KNOWN_FROM[action.source]),
        plans=", ".join(one.plan for one in action.lessons),
    )


def lessons_told(action: Action, words: Words) -> Iterator[str]:
    """What each plan measured, and which of them contradicts what was thought."""
    for one in action.lessons:
        low, high = one.range
        values = {
            "plan": one.plan,
            "segment": segment_name(one.segment, words),
            "low": low,
            "high": high,
            "treated": one.treated,
            "holdout": one.holdout,
        }
        if one.by == "orders":
            yield words(
                "Measured in plan {plan:text} ({segment:text}): {low:percent} to {high:percent}, by"
                " the orders of {treated:count} treated and {holdout:count} held out.",
                **values,
            )
        else:
            yield words(
                "Measured in plan {plan:text} ({segment:text}): {low:percent} to {high:percent}, by"
                " the figure that it was closed with; {treated:count} treated, {holdout:count} held"
                " out.",
                **values,
            )
    if action.before is not None:
        yield from _contradicting(contradicting(action.before, action.lessons), words)


def _contradicting(lessons: Sequence[Lesson], words: Words) -> Iterator[str]:
    if lessons:
        yield words(
            "Mind: {plans:text} contradicts what was given, or another plan. It counts all the"
            " same, and what is expected is less sure for it.",
            plans=", ".join(one.plan for one in lessons),
        )


def apart_told(actions: Sequence[Action], words: Words) -> Iterator[str]:
    """Effects that were given for a segment of its own."""
    for action in actions:
        if action.effects:
            ranges = (
                words(
                    "{segment:text} {low:percent} to {high:percent}",
                    segment=segment_name(name, words),
                    low=low,
                    high=high,
                )
                for name, low, high in action.effects
            )
            yield words(
                "What {action:text} adds was given apart for: {segments:text}.",
                action=action.name,
                segments="; ".join(ranges),
            )


def segment_name(segment: str, words: Words) -> str:
    """A value class in the reader's words; a rule, or a name that the company gave, as it is."""
    named = {str(one.value): said for one, said in CLASS_NAMES.items()}
    if segment == LATE:
        return words("Late customers")
    return words.say(named[segment]) if segment in named else segment
