"""The list of whoever contacts customers, in words: why now, what to say, how it ended."""

from collections.abc import Mapping

from volver.domain.my_list import Due, Kind, Outcome, ToContact
from volver.present.scripts import Occasion, script
from volver.present.sentence import Sentence
from volver.present.today import why_now
from volver.present.words import Words

OUTCOME_NAMES: Mapping[Outcome, Sentence] = {
    "answered": Sentence("Answered"),
    "no_answer": Sentence("No answer"),
    "call_back": Sentence("Call back"),
    "no": Sentence("Said no"),
    "yes": Sentence("Said yes"),
    "wrong_number": Sentence("Wrong number"),
}
KIND_NAMES: Mapping[Kind, Sentence] = {
    "contact": Sentence("Contact"),
    "note": Sentence("Note"),
    "date": Sentence("Next contact"),
    "offer": Sentence("Offer"),
}
SAYS: Mapping[str, Occasion] = {
    "late": "late",
    "thank": "thank",
    "arrived": "thank",
    "first_use": "thank",
    "listen": "thank",
    "review": "thank",
}
"""What is said, by why they are contacted or by the purpose of a step; else something is offered,
with room for a no."""


def why(one: ToContact, words: Words) -> str:
    """Why somebody is contacted now."""
    return why_now(one.why, words)


def says(one: ToContact, words: Words) -> str:
    """What may be said to them; it never names a price."""
    about = str(one.why.figures.get("purpose", one.why.code))
    return script(SAYS.get(about, "suggest"), words)


def due(one: Due, words: Words) -> str:
    """What was agreed, and for which day."""
    if one.what == "promise":
        return words("Promised by {day:day}: {promise:text}", day=one.day, promise=one.text)
    return words("To be contacted again on {day:day}", day=one.day)
