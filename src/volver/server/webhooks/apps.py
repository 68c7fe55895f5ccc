"""The application of webhooks."""

from django.apps import AppConfig


class Webhooks(AppConfig):
    """Addresses that are told, and what they were told."""

    name = "volver.server.webhooks"
    label = "webhooks"
