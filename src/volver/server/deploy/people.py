"""Who may come in, and whether what they did is still as it was written."""

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from volver.present.sentence import Sentence
from volver.server.accounts.models import Invitation, Membership, User, Workspace
from volver.server.audit.chain import broken_at
from volver.server.deploy.lines import Facts, Line
from volver.server.roles import Role

TRIED_FIRST = ("admin", "password", "volver", "changeme")
"""What somebody tries who knows nothing."""
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def _owners() -> list[User]:
    held = Membership.objects.filter(role=Role.OWNER.value, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")))


def _tables_are_ours(_: Facts) -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _each_has_an_owner(_: Facts) -> bool:
    owned = Membership.objects.filter(role=Role.OWNER.value, user__is_active=True)
    return not Workspace.objects.exclude(pk__in=owned.values("workspace")).exists()


def _no_first_code(facts: Facts) -> bool:
    open_ones = Invitation.objects.filter(email="", used=None, expires__gt=facts.at)
    return not open_ones.exists()


def _nothing_easily_guessed(_: Facts) -> bool:
    return not any(
        owner.check_password(tried)
        for owner in _owners()
        if owner.has_usable_password()
        for tried in TRIED_FIRST
    )


def _second_factors(_: Facts) -> bool:
    known = Authenticator.objects.filter(type__in=FACTORS).values_list("user", flat=True)
    return {owner.pk for owner in _owners()} <= set(known)


def _no_superusers(_: Facts) -> bool:
    return not User.objects.filter(Q(is_superuser=True) | Q(is_staff=True)).exists()


LINES = (
    Line(
        Sentence("The records have the tables of this version"),
        _tables_are_ours,
        Sentence("Start volver serve once: it brings them up to date."),
    ),
    Line(
        Sentence("Every workspace has an owner"),
        _each_has_an_owner,
        Sentence("Come in with the code that volver serve prints when it starts."),
    ),
    Line(
        Sentence("No code for a first owner is open"),
        _no_first_code,
        Sentence("Use it, or wait until it ends after seven days."),
    ),
    Line(
        Sentence("No owner has a password that is tried first"),
        _nothing_easily_guessed,
        Sentence("The owner changes it: own name, then Password."),
    ),
    Line(
        Sentence("Every owner has a second factor or a passkey"),
        _second_factors,
        Sentence("Each owner adds one: own name, then Two-factor."),
    ),
    Line(
        Sentence("Nobody stands above the roles"),
        _no_superusers,
        Sentence("Take is_superuser and is_staff from whoever has them in the records."),
    ),
    Line(
        Sentence("The trail is as it was written"),
        lambda _: broken_at() is None,
        Sentence("Compare it with a backup: somebody has changed the records."),
    ),
)
