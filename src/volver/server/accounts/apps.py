"""The application of people and roles."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People, workspaces, roles and invitations."""

    name = "volver.server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Write down who signs in and out."""
        from volver.server.accounts import signals  # noqa: F401 - connects itself
