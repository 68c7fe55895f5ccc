"""The application of plans."""

from django.apps import AppConfig


class Plans(AppConfig):
    """What happened to the plans of every workspace."""

    name = "volver.server.plans"
    label = "plans"


def keep_plans() -> None:
    """From now on plans of workspaces that this server shows are in its records.

    For processes of the server, whose doors write their own entries into the trail; the command
    line, which may have started this process, comes by `outside`.
    """
    from volver.app.keepers import add_keeper
    from volver.server.plans.records import records_of

    add_keeper(records_of, first=True)
