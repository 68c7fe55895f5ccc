"""The application of webhooks."""

from django.apps import AppConfig


class Webhooks(AppConfig):
    """Addresses that are told, and what they were told."""

    name = "volver.server.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Hear of jobs that ended."""
        from volver.server.webhooks import news  # noqa: F401 - connects by being read
