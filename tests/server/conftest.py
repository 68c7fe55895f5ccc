"""A made shop, published, and a server that shows it; the same for every test of this folder."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from volver.app.demo import demo
from volver.app.demo_business import make_business
from volver.domain.ports import Quiet
from volver.server.roles import Role

if TYPE_CHECKING:
    from django.test import Client

    from volver.server.accounts.models import Workspace

collect_ignore = ["typed.py"]  # settings are imported once, and for the site of the tests
SHOP, OTHER = "shop", "other"
PASSWORD = "correct horse battery"
ACTIONS = 'actions = [{name = "call", channel = "phone", cost = 2.0, effect = [0.0, 0.1]}]\n'


@dataclass
class Site:
    """A server's site with two workspaces, and everybody who may come."""

    folder: Path
    shop: Path

    def client(self, who: str | None = None) -> "Client":
        """A browser; signed in as the person of that name, if any."""
        from django.test import Client

        from volver.server.accounts.models import User

        client = Client(headers={"accept-language": "en", "host": "localhost"})
        if who is not None:
            client.force_login(User.objects.get(email=f"{who}@example.com"))
        return client


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One person for each role in the shop; a stranger owns the other workspace."""
    from volver.server.serve import prepare

    # Playwright leaves a loop in this thread, and Django would take our own calls for its.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # noqa: TID251 - there is no other way
    home = tmp_path_factory.mktemp("server")
    for name in (SHOP, OTHER):
        make_business("shop", 250, 1, home / name, Quiet())
    told = home / SHOP / "volver.toml"
    told.write_text(told.read_text("utf-8").replace("actions = []\n", ACTIONS), "utf-8")
    demo(home / SHOP, "en", Quiet())
    if records := os.getenv("VOLVER_TEST_RECORDS"):
        (home / "site").mkdir(mode=0o700)
        (home / "site" / "site.toml").write_text(f'[records]\nurl = "{records}"\n', "utf-8")
    prepare([home / SHOP, home / OTHER], home / "site")

    from volver.server.accounts.models import Membership, User, Workspace

    shop, other = (Workspace.objects.get(slug=slug) for slug in (SHOP, OTHER))
    for role in Role:
        person = User.objects.create_user(f"{role.value}@example.com", PASSWORD, name=role.value)
        Membership.objects.create(user=person, workspace=shop, role=role.value)
    stranger = User.objects.create_user("stranger@example.com", PASSWORD)
    Membership.objects.create(user=stranger, workspace=other, role=Role.OWNER.value)
    gone = User.objects.create_user("gone@example.com", PASSWORD, is_active=False)
    Membership.objects.create(user=gone, workspace=shop, role=Role.OWNER.value)
    User.objects.create_user("nobody@example.com", PASSWORD)
    return Site(home / "site", home / SHOP)


class Blocked(Protocol):
    """Counts attacks that bounced; the summary at the end tells them by family."""

    def __call__(self, family: str, count: int = 1) -> None:
        """So many of a family did."""


@pytest.fixture
def blocked(record_property: Callable[[str, object], None]) -> Blocked:
    """To be called after the check that an attack came to nothing."""

    def count_it(family: str, count: int = 1) -> None:
        record_property("blocked", (family, count))

    return count_it


@pytest.fixture(scope="module", autouse=True)
def as_before(site: Site) -> Iterator[None]:
    """Records after the tests of a file as they were before, whoever wrote: a server, a process."""
    from django.core.cache import cache
    from django.db import connections

    path, kept = site.folder / "records.sqlite3", sqlite3.connect(":memory:")
    with closing(sqlite3.connect(path)) as records:
        records.backup(kept)
    cache.clear()
    yield
    connections.close_all()
    with closing(sqlite3.connect(path, timeout=30)) as records:
        kept.backup(records)
    kept.close()


@pytest.fixture(autouse=True)
def in_english(site: Site) -> None:
    """A request leaves its language with the thread, which here is that of the next test too."""
    from django.utils.translation import activate

    activate("en")


@pytest.fixture
def owner(site: Site) -> "Client":
    """The owner's browser."""
    return site.client("owner")


@pytest.fixture
def records(site: Site) -> Iterator[None]:
    """Records that are as they were before, when the test has done what it likes with them."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def forget(shown: "Workspace") -> None:
    """Take a workspace out of the records with its plans and goals: the product never does."""
    from volver.server.goals.models import Goal
    from volver.server.plans.models import Happened, TakenOver

    for kept in (Goal, Happened, TakenOver):
        kept.objects.filter(workspace=shown).delete()
    shown.delete()


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[str]:
    """The site, served as `volver serve` does."""
    import threading

    from waitress import create_server

    from volver.server.serve import THREADS, most_sent
    from volver.server.settings import SITE
    from volver.server.wsgi import application

    host = "localhost"
    server = create_server(
        application, host=host, port=0, threads=THREADS, max_request_body_size=most_sent(SITE)
    )
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://{host}:{port}"
    server.close()


@pytest.fixture
def own_shop(site: Site, records: None, tmp_path: Path) -> Iterator[Path]:
    """A copy of the shop that a test may change; the pages show it until the test is over."""
    from volver.server.accounts.models import Workspace

    folder = tmp_path / "shop"
    shutil.copytree(site.shop, folder)
    Workspace.objects.filter(slug=SHOP).update(folder=str(folder))
    before, site.shop = site.shop, folder
    yield folder
    site.shop = before
