"""The application of goals."""

from django.apps import AppConfig


class Goals(AppConfig):
    """Where figures are to stand by a day, in every workspace."""

    name = "volver.server.goals"
    label = "goals"
