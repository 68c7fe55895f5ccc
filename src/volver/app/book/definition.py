"""The sheet on what value is made of."""

from volver.app.book.asked import Asked
from volver.domain.definition import Definition


def find(asked: Asked) -> Definition:
    """The definition of the run."""
    return asked.definition
