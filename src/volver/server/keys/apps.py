"""The application of keys."""

from django.apps import AppConfig


class Keys(AppConfig):
    """API keys, and answers to writes that carried a key of their own."""

    name = "volver.server.keys"
    label = "keys"
