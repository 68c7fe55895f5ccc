"""The application of definitions."""

from django.apps import AppConfig


class Definitions(AppConfig):
    """What value was made of in every workspace, version by version."""

    name = "volver.server.definitions"
    label = "definitions"
