"""A workspace of sixty customers, whose runs take seconds; and what its jobs are tested with."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

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
SOURCE = '[[sources]]\nfile = "orders.csv"\n'


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


def worker(site: Path) -> "subprocess.Popen[bytes]":
    """A worker of its own process; it ends when its input does."""
    command = [sys.executable, "-m", "volver.server.jobs.worker", str(site), "--with-parent"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, env=dict(os.environ))  # noqa: TID251 - handed on


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
    """The processes that a process has begun."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(number) for number in path.read_text("utf-8").split()] if path.exists() else []
