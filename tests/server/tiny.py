"""A workspace of sixty customers, whose runs take seconds; and what its jobs are tested with."""

import http.client
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from volver.server.accounts.models import Workspace
    from volver.server.jobs.models import Job

TOLD = """actions = [{name = "call", channel = "phone", cost = 2.0, effect = [0.0, 0.1]}]
[economics]
currency = "EUR"
time_zone = "Europe/Madrid"
margin_rate = 0.4
[forecast]
model = "mbg-nbd"
"""
VOLVER = str(Path(sys.executable).with_name("volver"))
SOURCE = '[[sources]]\nfile = "orders.csv"\n'


class Process(Protocol):
    """What a worker watches."""

    pid: int


def orders(customers: int = 60, seed: int = 1) -> str:
    """Orders of 2024 as CSV, of people who come and go; the same seed gives the same ones."""
    chance = random.Random(seed)
    lines = ["customer,date,order,amount"]
    for customer in range(customers):
        day, rate = chance.randint(0, 240), chance.gammavariate(2, 0.02)
        while day < 364:
            when = date(2024, 1, 1) + timedelta(days=day)
            amount = chance.randint(500, 9000) / 100
            lines.append(f"c{seed}-{customer},{when},o{seed}-{len(lines)},{amount}")
            if chance.random() < 0.15:
                break
            day += 1 + int(chance.expovariate(rate))
    return "\n".join(lines) + "\n"


def make(folder: Path, *, with_orders: bool = True) -> Path:
    """A workspace that nothing was published in yet."""
    folder.mkdir()
    if with_orders:
        (folder / "orders.csv").write_text(orders(), "utf-8")
    (folder / "volver.toml").write_text(TOLD + (SOURCE if with_orders else ""), "utf-8")
    return folder


def show(folder: Path) -> "Workspace":
    """Have the server show a workspace, to the owner and to the analyst."""
    from volver.server.accounts.models import Membership, User, Workspace
    from volver.server.serve import _show_workspaces

    _show_workspaces([folder])
    made = Workspace.objects.get(slug=folder.name)
    for role in ("owner", "analyst", "marketer", "reader"):
        person = User.objects.get(email=f"{role}@example.com")
        Membership.objects.get_or_create(user=person, workspace=made, defaults={"role": role})
    return made


@contextmanager
def worker(site: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A worker of its own process, as a person starts it; it is killed in the end."""
    with subprocess.Popen([VOLVER, "work", str(site)]) as it:
        try:
            yield it
        finally:
            it.kill()


def starting(folder: Path, site: Path, port: int, log: Path) -> "subprocess.Popen[bytes]":
    """`volver serve`, just begun; what it says is added to a file.

    It has a group of its own, as a terminal gives it, which Ctrl-C goes to.
    """
    command = [VOLVER, "serve", str(folder), "--site", str(site), "--port", str(port)]
    with log.open("ab") as said:
        return subprocess.Popen(command, stdout=said, stderr=said, process_group=0)


def started(folder: Path, site: Path, port: int, log: Path) -> "subprocess.Popen[bytes]":
    """The same, as soon as it answers."""
    it = starting(folder, site, port, log)
    until(lambda: it.poll() is not None or _answers(port))
    assert it.poll() is None, log.read_text("utf-8")
    return it


@contextmanager
def server(folder: Path, site: Path, port: int, log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """The same; it is killed in the end."""
    with started(folder, site, port, log) as it:
        try:
            yield it
        finally:
            it.kill()


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        line.request("GET", "/account/login/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as held:
        held.bind(("localhost", 0))
        return int(held.getsockname()[1])


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something; an error where it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def ended(job: "Job") -> bool:
    """Whether a job has ended by now."""
    job.refresh_from_db()
    return not job.is_open


def children(parent: int) -> list[int]:
    """The processes that a process has begun, in whichever of its threads."""
    found = []
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            found += [int(number) for number in path.read_text("utf-8").split()]
    return found


def alive(pid: int) -> bool:
    """Whether a process is at work: one that has ended and is not yet fetched is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
