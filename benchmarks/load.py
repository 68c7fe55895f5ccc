"""Fifty people who read and five who write: python -m benchmarks.load --customers 1000000 --write

A shop of known size is made, valued and put by once (the same as of benchmarks.book); then it is
served by `volver serve`, freshly started, and fifty-five people sign in and ask for a page every
five seconds on average: the overview 20 %, the list of customers 40 %, a card 30 %, a rule in the
builder of segments 10 %; of what the others write nine tenths are contacts noted down, the rest
plans, drafted and approved.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles

from benchmarks.places import RESULTS, WORK
from benchmarks.results import circumstances, publish
from benchmarks.run import all_versions

START, END = "<!-- load: written by benchmarks/load.py -->", "<!-- end of load -->"
SEED, PASSWORD = 1, "fifty people in a shop"
HOST, PORT = "localhost", 8437
PAGES = (
    "overview", "customers", "plans", "value", "figures", "cohorts", "forecast", "retention",
    "acquisition", "segments", "personas", "journey", "interactions", "data", "definitions",
)  # fmt: skip
ROUNDS = 20
Told = tuple[str, float, int]


def main() -> None:
    """Prepare, serve, measure, print; --write puts the section into RESULTS.md."""
    wanted = _arguments()
    load = os.getloadavg()[0]
    folder = _prepared(wanted.customers)
    site = WORK / f"site-{wanted.customers}"
    shutil.rmtree(site, ignore_errors=True)
    _people(folder, site, wanted.readers + wanted.writers)
    with _served(folder, site) as server:
        told, memory, cpu = _crowd(wanted, folder, server)
        print(f"{memory / 2**20:.0f} MiB, {cpu:.0f} ms", *_table(told), sep="\n", flush=True)
        deep = _deep(folder, site)
        first = _first_loads(folder, site)
    how = (
        f"seed {SEED}; {wanted.readers} who read and {wanted.writers} who write for"
        f" {wanted.minutes:g} minutes, each every {wanted.pace:g} s on average, from a fresh start"
    )
    head = [*circumstances(all_versions([]), 1, load, how)]
    head.append(
        f"- a shop of {wanted.customers:,} customers; all processes of the server together held"
        f" {memory / 2**20:,.0f} MiB at most; {cpu:.0f} ms of processor for each request;"
        f" load at the end {os.getloadavg()[0]:.1f}"
    )
    text = "\n".join([*head, "", *_table(told), "", *deep, "", *first])
    print(text)
    if wanted.write:
        publish(text, RESULTS, START, END)


def _prepared(customers: int) -> Path:
    """The shop, with a published run and its book; made by another process, to keep this small."""
    from volver.app.book.publish import open_book
    from volver.domain.errors import VolverError

    folder = WORK / f"book-{customers}"
    try:
        open_book(folder, "en")
    except VolverError:
        made = ["from benchmarks.load import make", "from pathlib import Path"]
        code = "; ".join([*made, f"make(Path({str(folder)!r}), {customers})"])
        subprocess.run([sys.executable, "-c", code], check=True)
    # An earlier site keeps the plans of this shop, and its records are gone: start without any.
    shutil.rmtree(folder / ".volver" / "plans", ignore_errors=True)
    return folder


def make(folder: Path, customers: int) -> None:
    """Make the shop where it is not there, and run it with its book."""
    from volver.app.demo_business import make_business
    from volver.app.run import run
    from volver.app.workspace import Workspace
    from volver.domain.ports import Quiet

    if not folder.exists():
        make_business("shop", customers, SEED, folder, Quiet())
    run(Workspace.open(folder), None, Quiet(), with_book=True)


def _people(folder: Path, site: Path, count: int) -> None:
    """Accounts with one password, in the records of a new site; another process, as above."""
    code = f"from benchmarks.load import enrol; enrol({str(folder)!r}, {str(site)!r}, {count})"
    subprocess.run([sys.executable, "-c", code], check=True)


def enrol(folder: str, site: str, count: int) -> None:
    """Make so many owners of the workspace; the hash of their one password is made once."""
    from volver.server.serve import prepare

    Path(site).mkdir(parents=True)
    prepare([Path(folder)], Path(site))
    from django.contrib.auth.hashers import make_password

    from volver.server.accounts.models import Membership, User, Workspace

    shop = Workspace.objects.get()
    hashed = make_password(PASSWORD)
    for n in range(count):
        person = User.objects.create(email=f"load{n}@example.com", password=hashed)
        Membership.objects.create(user=person, workspace=shop, role="owner")


@contextmanager
def _served(folder: Path, site: Path) -> Iterator[int]:
    """The number of the process of `volver serve`, as soon as it answers."""
    code = (
        "from pathlib import Path; from volver.server.serve import serve;"
        f" serve([Path({str(folder)!r})], Path({str(site)!r}), {HOST!r}, {PORT},"
        " lambda what, text: print(what, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        for line in it.stdout:
            if "address" in line:
                break
        try:
            yield it.pid
        finally:
            it.terminate()


def _crowd(wanted: argparse.Namespace, folder: Path, server: int) -> tuple[list[Told], int, float]:
    """What everybody met; the most bytes held at once; milliseconds of processor for a request."""
    ready, out = WORK / "load-ready", WORK / "load-out.json"
    ready.unlink(missing_ok=True)
    plan = {
        "host": HOST, "port": PORT, "workspace": folder.name, "password": PASSWORD, "seed": SEED,
        "readers": wanted.readers, "writers": wanted.writers, "pace": wanted.pace,
        "minutes": wanted.minutes, "customers": _some_customers(folder),
        "ready": str(ready), "out": str(out),
    }  # fmt: skip
    (WORK / "load-plan.json").write_text(json.dumps(plan), "utf-8")
    command = [sys.executable, "-m", "benchmarks.load_client", str(WORK / "load-plan.json")]
    most, began = 0, 0.0
    with subprocess.Popen(command) as client:
        while client.poll() is None:
            most = max(most, _held(server))
            if not began and ready.exists():
                began = _worked(server)
            time.sleep(1)
    if client.returncode:
        raise SystemExit("the crowd did not come home; see above")
    told: list[Told] = [(page, took, status) for page, took, status in json.loads(out.read_text())]
    asked = sum(page != "sign in" for page, _, _ in told)
    return told, most, (_worked(server) - began) * 1000 / max(1, asked)


def _some_customers(folder: Path) -> list[str]:
    import pyarrow.parquet as pq

    from volver.app.workspace import Workspace

    column = pq.read_table(Workspace.open(folder).runs.latest() / "values.parquet")["customer_id"]
    chance = random.Random(SEED)
    return [str(column[chance.randrange(len(column))]) for _ in range(5_000)]


def _family(server: int) -> list[int]:
    """The process and its children, and theirs."""
    found = [server]
    for process in found:
        for tasks in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(FileNotFoundError):  # a thread that has just ended
                found += [int(child) for child in tasks.read_text().split()]
    return found


def _held(server: int) -> int:
    """Bytes of memory: what is shared by several is counted once (PSS)."""
    total = 0
    for process in _family(server):
        with suppress(FileNotFoundError, ProcessLookupError):  # one that has just ended
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:")
    return total * 1024


def _worked(server: int) -> float:
    """Seconds of processor so far."""
    ticks = 0
    for process in _family(server):
        held = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(held[11]) + int(held[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _table(told: list[Told]) -> list[str]:
    by_page = defaultdict[str, list[Told]](list)
    for line in told:
        by_page[line[0]].append(line)
        if line[0] != "sign in":
            by_page["all but sign in"].append(line)
    rows = [
        "| Page | Asked | p50, ms | p95, ms | p99, ms | Errors |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for page, lines in sorted(by_page.items()):
        took = sorted(seconds * 1000 for _, seconds, _ in lines)
        cuts = quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
        wrong = sum(status == 0 or status >= 400 for _, _, status in lines)
        times = " | ".join(f"{cuts[at]:.0f}" for at in (49, 94, 98))
        rows.append(f"| {page} | {len(took):,} | {times} | {wrong} |")
    return rows


def _session(site: Path) -> str:
    """A cookie of somebody who has signed in, for what is measured one by one."""
    import sqlite3

    with sqlite3.connect(site / "records.sqlite3") as records:
        return str(records.execute("SELECT session_key FROM django_session").fetchone()[0])


def _deep(folder: Path, site: Path) -> list[str]:
    """The last page of the list beside the first, each the best of ROUNDS."""
    from benchmarks.load_pages import cursor_of_last_page, fetched

    cursor, number = cursor_of_last_page(folder)
    cookie = f"sessionid={_session(site)}"
    places = {
        "page 1": f"/{folder.name}/customers?sort=value",
        f"page {number:,}": f"/{folder.name}/customers?sort=value&cursor={cursor}",
    }
    rows = ["| List of customers, alone | best, ms |", "|---|---:|"]
    for name, place in places.items():
        best = min(fetched(HOST, PORT, place, cookie)[0] for _ in range(ROUNDS))
        rows.append(f"| {name} | {best * 1000:.1f} |")
    return rows


def _first_loads(folder: Path, site: Path) -> list[str]:
    """Bytes over the wire at a first visit, and when the content stands still."""
    from benchmarks.load_pages import first_visit

    rows = [
        "| First visit | Page, kB | Before charts, kB | With charts, kB | Charts | Settled, ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for page in PAGES:
        seen = first_visit(f"http://{HOST}:{PORT}/{folder.name}/{page}", _session(site))
        sizes = " | ".join(f"{size / 1000:.0f}" for size in (seen.page, seen.before, seen.all))
        rows.append(f"| {page} | {sizes} | {seen.charts} | {seen.settled * 1000:.0f} |")
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--writers", type=int, default=5)
    parser.add_argument(
        "--pace", type=float, default=5, help="seconds between requests, on average"
    )
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
