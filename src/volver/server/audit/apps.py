"""The application of the trail."""

from django.apps import AppConfig


class Audit(AppConfig):
    """The trail of what people did."""

    name = "volver.server.audit"
    label = "audit"
