"""The application of jobs."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """Refreshes and imports, and when they are to be done by themselves."""

    name = "volver.server.jobs"
    label = "jobs"
