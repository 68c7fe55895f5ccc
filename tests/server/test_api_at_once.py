"""Several at once, with real commits: two of one key have one effect."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests.server.api_callers import key_of, sent, with_key
from tests.server.conftest import Site
from tests.server.test_api import WISH

from volver.app.plan import plan

ROUNDS, AT_ONCE = 6, 4


@pytest.fixture
def key(site: Site) -> Iterator[str]:
    """An owner's key, and nothing left of what was kept."""
    from volver.server.audit.models import Entry
    from volver.server.keys.models import ApiKey, Kept

    last = Entry.objects.count()
    yield key_of("owner")
    Kept.objects.all().delete()
    ApiKey.objects.all().delete()
    Entry.objects.filter(number__gt=last).delete()


def _at_once(
    site: Site, key: str, place: str, body: dict[str, Any], word: str, own: bool = False
) -> list[int]:
    """The same write from several threads; the answers' statuses. own: each with its own word."""
    from django.db import connections

    barrier, statuses = threading.Barrier(AT_ONCE), list[int]()

    def write(number: int) -> None:
        client = with_key(site, key)
        barrier.wait()
        called = f"{word}-{number}" if own else word
        statuses.append(sent(client, place, body, Idempotency_Key=called).status_code)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_one_effect(site: Site, key: str) -> None:
    """One is done; the others get its answer, or are told to ask again."""
    from volver.server.audit.models import Entry

    for turn in range(ROUNDS):
        name = f"at-once-{turn}"
        wish = WISH | {"name": name, "action": "call"}
        statuses = _at_once(site, key, "/plans", wish, f"draft-{turn}")
        assert set(statuses) <= {201, 409}
        assert 201 in statuses
        assert len(plan(site.shop, name).events) == 1
        assert set(_at_once(site, key, f"/plans/{name}/approve", {}, f"yes-{turn}")) <= {200, 409}
        assert len(plan(site.shop, name).events) == 2
        assert Entry.objects.filter(subject=name).count() == 2


def test_without_a_key_a_plan_looks_after_itself(site: Site, key: str) -> None:
    """Two who approve at once: one does, the other is told."""
    for turn in range(ROUNDS):
        name = f"by-itself-{turn}"
        client = with_key(site, key)
        sent(client, "/plans", WISH | {"name": name, "action": "call"})
        statuses = _at_once(site, key, f"/plans/{name}/approve", {}, f"own-{turn}", own=True)
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 409, 422}
        assert len(plan(site.shop, name).events) == 2
