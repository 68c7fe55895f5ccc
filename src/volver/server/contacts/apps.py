"""The application of contacts."""

from django.apps import AppConfig


class Contacts(AppConfig):
    """Contacts that were noted down, and tasks."""

    name = "volver.server.contacts"
    label = "contacts"
