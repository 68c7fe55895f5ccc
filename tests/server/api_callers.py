"""Everybody who may come to the API, for its tests."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.server.conftest import SHOP, Site

from volver.app.clock import now
from volver.server.roles import Role

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

BASE = f"/api/v1/{SHOP}"
PROBLEM = "application/problem+json"


def key_of(
    who: str,
    role: Role | None = None,
    workspace: str = SHOP,
    lasts: timedelta = timedelta(days=1),
    ended: bool = False,
) -> str:
    """A new key that somebody made; of their own role, where none is said."""
    from volver.server.accounts.models import Membership
    from volver.server.keys.models import ApiKey

    held = Membership.objects.get(user__email=f"{who}@example.com", workspace__slug=workspace)
    made, key = ApiKey.make(held, f"of {who}", role or Role(held.role), now(), now() + lasts)
    if ended:
        made.ended = now()
        made.save()
    return key


def with_key(site: Site, key: str) -> "Client":
    """A program that shows a key."""
    client = site.client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def callers(site: Site) -> dict[str, "Client"]:
    """By name: each role by key and by session, and everybody who has no business here."""
    from volver.server.accounts.models import Membership
    from volver.server.keys.models import ApiKey

    found = {f"{role.value} by session": site.client(role.value) for role in Role}
    for role in Role:
        found[f"{role.value} by key"] = with_key(site, key_of(role.value))
    gone = Membership.objects.get(user__email="gone@example.com")
    shut, orphan = key_of("analyst"), key_of("reader", Role.OWNER)
    ApiKey.objects.filter(key_hash=_hash(shut)).update(maker=gone.user)
    return found | {
        "anonymous": site.client(),
        "disabled person": site.client("gone"),
        "key of a disabled person": with_key(site, shut),
        "key beyond its maker": with_key(site, orphan),
        "key that ended": with_key(site, key_of("owner", ended=True)),
        "key past its day": with_key(site, key_of("owner", lasts=-timedelta(seconds=1))),
        "made-up key": with_key(site, "vk_" + "x" * 43),
        "stranger by session": site.client("stranger"),
        "stranger by key": with_key(site, key_of("stranger", workspace="other")),
        "nobody by session": site.client("nobody"),
    }


def _hash(key: str) -> str:
    from volver.server.accounts.models import hash_of

    return hash_of(key)


def sent(client: "Client", place: str, body: Mapping[str, Any], **headers: str) -> "HttpResponse":
    """A write."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"{BASE}{place}", dict(body), content_type="application/json", headers=named)
