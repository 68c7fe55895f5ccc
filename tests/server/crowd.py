"""A real server with a worker beside it, and people at it: three read, one drafts and approves."""

import http.client
import os
import random
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.server import tiny

if TYPE_CHECKING:
    from django.test import Client

HOST = "localhost"
PAGES = ("overview", "value", "customers", "plans", "runs", "cohorts")
READERS = 3
PAUSE = 0.4
"""Seconds that somebody looks at a page."""
LOST = (OSError, http.client.HTTPException)
"""What a browser meets where the server is gone before it has answered."""
ASKED, DRAFTED, APPROVING, APPROVED = "asked for", "drafted", "being approved", "approved"


SERVER, WORKER, JOB, ALL = "server", "worker", "job", "all"
AGAIN = "server, and again while it starts"
VICTIMS = (SERVER, JOB, WORKER, ALL, AGAIN)


@dataclass
class Processes:
    """`volver serve`, and `volver work` for the same site."""

    folder: Path
    site: Path
    port: int
    log: Path
    """What both say."""
    _server: "subprocess.Popen[bytes] | None" = None
    _worker: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Processes":
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill(ALL)

    def begin(self) -> None:
        """Begin what is not there, and wait until the server answers."""
        if self._worker is None:
            with self.log.open("ab") as said:
                command = [tiny.VOLVER, "work", str(self.site)]
                self._worker = subprocess.Popen(command, stdout=said, stderr=said)
        if self._server is None:
            self._server = tiny.started(self.folder, self.site, self.port, self.log)

    def jobs(self, of: str = ALL) -> list[int]:
        """What calculates a job at the moment, for either or for one of them."""
        asked = {SERVER: [self._server], WORKER: [self._worker]}
        both = asked.get(of, [self._server, self._worker])
        return [child for one in both if one is not None for child in tiny.children(one.pid)]

    def kill_starting(self, after: float) -> None:
        """Begin a server, and kill it so many seconds later."""
        assert self._server is None
        with tiny.starting(self.folder, self.site, self.port, self.log) as server:
            time.sleep(after)
            server.kill()

    def kill(self, victim: str) -> None:
        """Kill at once; whatever calculated a job for one that was killed ends by itself."""
        victim = SERVER if victim == AGAIN else victim
        left = [] if victim == JOB else self.jobs(victim)
        if victim in (JOB, ALL):
            for job in self.jobs():
                with suppress(ProcessLookupError):
                    os.kill(job, signal.SIGKILL)
        if victim in (SERVER, ALL) and self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
        if victim in (WORKER, ALL) and self._worker is not None:
            self._worker.kill()
            self._worker.wait()
            self._worker = None
        tiny.until(lambda: not any(map(tiny.alive, left)), 10)


class Browser:
    """Asks as a browser does: with its cookies, and where it comes from."""

    def __init__(self, port: int, client: "Client") -> None:
        self._port = port
        self._cookies = {"sessionid": client.cookies["sessionid"].value}
        self._token = ""

    def get(self, place: str) -> tuple[int, str]:
        """The status and the text; one of LOST where no answer came."""
        status, text = self._ask("GET", place, None)
        if token := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text):
            self._token = token[1]
        return status, text

    def post(self, place: str, form: Mapping[str, str]) -> int:
        """Send a form, with the token of the last page that had one."""
        return self._ask("POST", place, {**form, "csrfmiddlewaretoken": self._token})[0]

    def _ask(self, method: str, place: str, form: Mapping[str, str] | None) -> tuple[int, str]:
        here = f"http://{HOST}:{self._port}"
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Accept-Language": "en",
        }
        if form is not None:
            headers |= {"Origin": here, "Referer": here + place}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection(HOST, self._port, timeout=60)
        try:
            line.request(method, place, None if form is None else urlencode(form), headers)
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text


class Crowd:
    """Goes on until it is left, whether the server is there or not; notes every answer."""

    def __init__(self, port: int, workspace: str, client: "Client", seed: int) -> None:
        self.plans: dict[str, str] = {}
        """How far each plan has come, by the answers that came."""
        self.answers = Counter[tuple[str, int]]()
        """How often each page was answered with each status; what is lost is none."""
        self._port, self._workspace, self._client = port, workspace, client
        self._chance = random.Random(seed)
        self.sends = threading.Event()
        """Set while a plan is sent or approved and the answer has not come."""
        self._over = threading.Event()
        at_work = [*[self._read] * READERS, self._write]
        self._threads = [threading.Thread(target=one, daemon=True) for one in at_work]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def is_there(self) -> bool:
        """Whether everybody still is: a fault of a test's own would end a thread."""
        return all(thread.is_alive() for thread in self._threads)

    def _read(self) -> None:
        browser = Browser(self._port, self._client)
        while not self._over.is_set():
            for page in PAGES:
                with suppress(*LOST):
                    self.answers[page, browser.get(f"/{self._workspace}/{page}")[0]] += 1
                time.sleep(PAUSE)

    def _write(self) -> None:
        browser = Browser(self._port, self._client)
        while not self._over.is_set():
            try:
                self._plan(browser, f"plan-{len(self.plans)}")
            except LOST:
                time.sleep(PAUSE)  # the next plan has another name: this one may be there

    def _plan(self, browser: Browser, name: str) -> None:
        here = f"/{self._workspace}/plans"
        self.answers["new plan", browser.get(f"{here}/new")[0]] += 1
        self.plans[name] = ASKED
        wish = {
            "name": name, "segment": "best", "action": "call", "goal": "", "owner": "Ana",
            "first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10",
        }  # fmt: skip
        self._send(browser, f"{here}/new", wish, "draft")
        self.plans[name] = DRAFTED
        time.sleep(self._chance.uniform(0, 1))
        self.plans[name] = APPROVING
        self._send(browser, f"{here}/{name}/approve", {"note": ""}, "approve")
        self.plans[name] = APPROVED
        time.sleep(self._chance.uniform(0, 1))

    def _send(self, browser: Browser, place: str, form: Mapping[str, str], what: str) -> None:
        self.sends.set()
        try:
            status = browser.post(place, form)
        finally:
            self.sends.clear()
        self.answers[what, status] += 1
        assert status == 302, (what, status)
