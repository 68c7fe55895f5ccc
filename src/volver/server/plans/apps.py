"""The application of plans."""

from django.apps import AppConfig


class Plans(AppConfig):
    """What happened to the plans of every workspace."""

    name = "volver.server.plans"
    label = "plans"

    def ready(self) -> None:
        """From now on plans of workspaces that this server shows are in its records."""
        from volver.app.keepers import add_keeper
        from volver.server.plans.records import records_of

        add_keeper(records_of)
