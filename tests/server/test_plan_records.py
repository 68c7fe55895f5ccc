"""Plans in the server's records: the contract of every store, taken over once, nothing lost."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
from tests.domain.test_plan import event
from tests.server.conftest import Site
from tests.server.recorded import records_in
from tests.store.plan_contract import PlanStoreContract

from volver.app.plan import happened, plans_of
from volver.app.plan_store import plan_store
from volver.app.workspace import Workspace as Folder
from volver.domain.errors import BadInput, Busy
from volver.store.plans import NOTE, PlanFiles

if TYPE_CHECKING:
    from volver.server.plans.records import PlanRecords

VOLVER = str(Path(sys.executable).with_name("volver"))
KILLS = 10
BLIND = ("VOLVER_SITE", "DJANGO_")
"""How settings begin that tell a process of the site."""


@pytest.fixture
def workspace(site: Site, tmp_path: Path) -> Iterator[Any]:
    """Another workspace of the server, with a folder and nothing in it; gone after the test."""
    from volver.server.accounts.models import Workspace
    from volver.server.plans.models import Happened, TakenOver

    (tmp_path / "own").mkdir()
    shutil.copy(site.shop / "volver.toml", tmp_path / "own")
    made = Workspace.objects.create(slug="own", name="own", folder=str(tmp_path / "own"))
    yield made
    for model in (Happened, TakenOver):
        model.objects.filter(workspace=made).delete()
    made.delete()


class TestPlanRecords(PlanStoreContract):
    """As the server keeps them."""

    @pytest.fixture
    def store(self, workspace: Any) -> "PlanRecords":
        """Of a workspace without plans."""
        return records_in(workspace.slug)

    def made_by(self, store: Any) -> tuple[Any, tuple[Any, ...]]:
        """In another process, of the same records."""
        return records_in, ("own",)


def test_rows_that_were_changed_are_told(workspace: Any) -> None:
    """Changed, taken out, swapped or put in: nothing of the plan is shown any more."""
    from django.db import transaction

    from volver.server.plans.models import Happened

    store = records_in("own")
    for known, kind in enumerate(("drafted", "noted", "approved", "started")):
        store.append("a", event(kind, f"Ana {known}"), known)
    rows = Happened.objects.filter(workspace=workspace)
    one, other = rows.get(number=1), rows.get(number=2)
    changes = (
        lambda: rows.filter(number=3).update(content=one.content),
        lambda: rows.filter(number=3).update(content=rows.get(number=3).content + " "),
        lambda: rows.filter(number=2).delete(),
        lambda: rows.filter(number=1).delete(),
        lambda: (
            rows.filter(number=1).update(content=other.content, mark=other.mark),
            rows.filter(number=2).update(content=one.content, mark=one.mark),
        ),
        lambda: Happened.objects.create(
            workspace=workspace, plan="a", number=5, content=one.content, mark=one.mark
        ),
        lambda: rows.filter(number=4).update(number=9),
    )
    for change in changes:
        with transaction.atomic():
            change()
            with pytest.raises(BadInput, match="not as they were written"):
                store.events("a")
            transaction.set_rollback(True)
    assert len(store.events("a")) == 4


def _files(workspace: Any) -> PlanFiles:
    return PlanFiles(Path(workspace.folder) / ".volver" / "plans")


def test_files_are_taken_over_once_and_event_by_event(workspace: Any) -> None:
    """Whatever is asked how often; the note leads whoever comes by the folder to the records."""
    from volver.server.plans.models import Happened, Origin

    files, here = _files(workspace), Folder.open(Path(workspace.folder))
    for known, kind in enumerate(("drafted", "approved")):
        files.append("a", event(kind, "Ana"), known)
    files.append("b", event("drafted", "Bea"), 0)
    before = {name: files.events(name) for name in files.names()}
    for _ in range(3):
        store = plan_store(here)
        assert {name: store.events(name) for name in store.names()} == before
    assert Happened.objects.filter(workspace=workspace).count() == 3
    note = files.note()
    assert note is not None
    assert note.mark == f"{Origin.objects.get().mark}-own"
    happened(here.folder, "a", "started", "Cai")
    assert [one.by for one in plan_store(here).events("a")] == ["Ana", "Ana", "Cai"]
    assert files.events("a") == before["a"]  # the files stay as they were


def test_a_fall_between_the_note_and_the_records_loses_nothing(
    workspace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next who asks takes them over; nobody has written in between."""
    from volver.server.plans import records

    files, here = _files(workspace), Folder.open(Path(workspace.folder))
    files.append("a", event("drafted"), 0)
    files.append("b", event("drafted"), 0)

    def fall(self: Any, name: str, *rest: Any) -> None:
        if name == "b":
            raise KeyboardInterrupt
        kept(self, name, *rest)

    kept = records.PlanRecords.append
    monkeypatch.setattr(records.PlanRecords, "append", fall)
    with pytest.raises(KeyboardInterrupt):
        plan_store(here)
    monkeypatch.undo()
    with pytest.raises(Busy, match="records"):
        files.append("a", event("approved", "Bea"), 1)
    assert plan_store(here).names() == ["a", "b"]


def test_files_that_went_on_without_a_note_are_not_passed_over(workspace: Any) -> None:
    """What they have more is taken over as well; two ways of one plan are told, not guessed."""
    files, here = _files(workspace), Folder.open(Path(workspace.folder))
    files.append("a", event("drafted"), 0)
    plan_store(here)
    note = Path(workspace.folder) / ".volver" / "plans" / NOTE
    note.unlink()
    files.append("a", event("noted", "Bea"), 1)
    assert [one.kind for one in plan_store(here).events("a")] == ["drafted", "noted"]
    plan_store(here).append("a", event("approved", "Cai"), 2)
    note.unlink()
    files.append("a", event("noted", "Dora"), 2)
    with pytest.raises(BadInput, match="each another way"):
        plan_store(here)


def test_another_server_does_not_get_them(workspace: Any) -> None:
    """Nor does a folder that was copied, note and all."""
    here = Folder.open(Path(workspace.folder))
    _files(workspace).append("a", event("drafted"), 0)
    plan_store(here)
    note = here.folder / ".volver" / "plans" / NOTE
    note.write_text('{"mark": "somebody-else", "site": "/srv/other"}', "utf-8")
    with pytest.raises(Busy, match="another server"):
        plan_store(here)
    copy = here.folder.parent / "copy"
    shutil.copytree(here.folder, copy)
    with pytest.raises(BadInput, match="records of its server") as error:
        plan_store(Folder.open(copy))
    assert error.value.where == "/srv/other"


@pytest.mark.slow
def test_the_command_line_goes_on_in_the_records(site: Site, workspace: Any) -> None:
    """Whoever types `volver plan` sees what the pages show, and leaves an entry in the trail."""
    from volver.server.audit.chain import broken_at
    from volver.server.audit.models import Entry

    here = Folder.open(Path(workspace.folder))
    _files(workspace).append("a", event("drafted"), 0)
    plan_store(here)
    blind = dict(os.environ)  # noqa: TID251 - the command finds the records by the note alone
    blind = {key: text for key, text in blind.items() if not key.startswith(BLIND)}
    command = [VOLVER, "plan", "approve", "a", "--by", "Bea", "--workspace", workspace.folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=blind)
    assert done.returncode == 0, done.stderr
    assert [(one.kind, one.by) for one in plan_store(here).events("a")][1:] == [("approved", "Bea")]
    last = Entry.objects.latest("number")
    assert (last.action, last.actor, last.workspace, last.subject) == (
        "plan approved", "Bea", "own", "a",
    )  # fmt: skip
    assert broken_at() is None
    site.folder.joinpath("secret.key").rename(site.folder / "hidden.key")
    try:
        lost = subprocess.run(command, capture_output=True, text=True, check=False, env=blind)
    finally:
        site.folder.joinpath("hidden.key").rename(site.folder / "secret.key")
    assert lost.returncode == 2
    assert "folder is not there" in lost.stderr


def _drafted(workspace: Any, names: list[str]) -> None:
    store = records_in(workspace.slug)
    for name in names:
        store.append(name, event("drafted"), 0)


@pytest.fixture
def two_owners(workspace: Any) -> None:
    """Two people who may approve in the workspace; they go with it."""
    from volver.server.accounts.models import Membership, User

    for who in ("owner", "marketer"):
        user = User.objects.get(email=f"{who}@example.com")
        Membership.objects.create(user=user, workspace=workspace, role="owner")


@pytest.mark.usefixtures("two_owners")
def test_two_owners_approve_at_once(site: Site, workspace: Any) -> None:
    """One of them does; the other is told, and the plan has one approval and one entry."""
    from django.db import connection

    from volver.server.audit.models import Entry

    names = [f"at-once-{n}" for n in range(5)]
    _drafted(workspace, names)
    answers: dict[str, list[int]] = {name: [] for name in names}
    before, clients = Entry.objects.count(), [site.client(who) for who in ("owner", "marketer")]
    together = Barrier(len(clients))

    def approve(client: Any) -> None:
        for name in names:
            together.wait()
            answers[name].append(client.post(f"/own/plans/{name}/approve").status_code)
        connection.close()

    threads = [Thread(target=approve, args=(client,)) for client in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for name in names:
        assert sorted(answers[name]) in ([302, 409], [302, 422])
        assert [one.kind for one in records_in("own").events(name)] == ["drafted", "approved"]
    told = Entry.objects.filter(number__gt=before, action="plan approved")
    assert sorted(told.values_list("subject", flat=True)) == names


APPROVER = """
import os, random, signal, sys, time
import django
django.setup()
from volver.server.plans.apps import keep_plans
keep_plans()
from django.db import connection
from django.test import Client
from volver.server.accounts.models import User
names, kills, said = sys.argv[1].split(","), int(sys.argv[2]), sys.argv[3]
chance = random.Random(7)
owner = Client(headers={"host": "localhost"})
owner.force_login(User.objects.get(email="owner@example.com"))
open(said, "w").close()
owner.get("/own/plans")  # everything is loaded, so that a kill meets the work and not its beginning
for _ in range(kills):
    connection.close()
    child = os.fork()
    if child == 0:
        with open(said, "a") as log:
            for name in names:
                if owner.post(f"/own/plans/{name}/approve").status_code == 302:
                    log.write(name + "\\n")
                    log.flush()
        os._exit(0)
    size = os.path.getsize(said)
    for _ in range(1000):  # until it has done some: how long that takes depends on the machine
        if os.path.getsize(said) > size:
            break
        time.sleep(0.01)
    time.sleep(chance.uniform(0.0, 0.05))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.mark.slow
@pytest.mark.usefixtures("two_owners")
def test_kills_in_the_midst_of_approvals_lose_nothing(
    site: Site, workspace: Any, tmp_path: Path
) -> None:
    """What was answered is kept; a plan has its approval and its entry, or neither."""
    from volver.server.audit.chain import broken_at
    from volver.server.audit.models import Entry

    names = [f"killed-{n}" for n in range(200)]
    random.Random(3).shuffle(names)
    _drafted(workspace, names)
    before, said = Entry.objects.count(), tmp_path / "said"
    command = [sys.executable, "-c", APPROVER, ",".join(names), str(KILLS), str(said)]
    subprocess.run(command, check=True, timeout=120)
    store = records_in("own")
    approved = [name for name in names if len(store.events(name)) == 2]
    answered = said.read_text("utf-8").split()
    assert set(answered) <= set(approved)
    assert len(approved) >= KILLS
    assert len(approved) < len(names)  # or no kill has met any work
    told = Entry.objects.filter(number__gt=before, action="plan approved")
    assert sorted(told.values_list("subject", flat=True)) == sorted(approved)
    assert broken_at() is None
    assert len(plans_of(Path(workspace.folder))) == len(names)
