"""What a line of the check is, and all of them in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from volver.present.sentence import Sentence
from volver.server.site import Site


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lines look at besides Django's own settings and records."""

    site: Site
    at: datetime
    """Now, with its zone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that has to be so."""

    title: Sentence
    holds: Callable[[Facts], bool]
    next_step: Sentence
    """What to do where it is not so."""


@dataclass(frozen=True, slots=True)
class Found:
    """A line, looked at."""

    title: Sentence
    passed: bool
    next_step: Sentence


def look(facts: Facts) -> tuple[Found, ...]:
    """Every line, looked at. Django has to be set up for the site."""
    from volver.server.deploy.answers import LINES as ANSWERS
    from volver.server.deploy.files import LINES as FILES
    from volver.server.deploy.people import LINES as PEOPLE
    from volver.server.deploy.set import LINES as SET

    lines = (*FILES, *SET, *ANSWERS, *PEOPLE)
    return tuple(Found(line.title, line.holds(facts), line.next_step) for line in lines)
