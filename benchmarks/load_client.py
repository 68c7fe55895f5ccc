"""People in front of their browsers, by plain sockets: python -m benchmarks.load_client PLAN.json

A closed loop: each person asks, reads the answer to its end, thinks for a random while, asks again.
It runs in a process of its own and does no more than it must, so that it measures the server and
not itself: clients with more comfort have been seen to lie by a factor of seventy.
"""

import asyncio
import gzip
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

BETWEEN_SIGN_INS = 2.2
"""Seconds: the server lets thirty a minute in from one address."""
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PACKED = b"\x1f\x8b"
COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\s]+)=([^;\r]*)", re.IGNORECASE)
NOTES = 0.9
"""Of what is written: contacts noted down; the rest are plans, drafted or approved."""
SORTS = ("value_at_stake", "value", "margin", "revenue", "last_order", "p_alive", "orders")
CLASSES = ("", "", "", "best", "good", "potential")
RULES = (
    "orders >= {n}",
    "orders >= {n} and days_since_last <= {d}",
    "value >= {d}",
    "revenue in last {d} days > {n}0",
    "days_since_last > {d}",
)


@dataclass
class Line:
    """One connection, kept open, with the cookies of one person."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, place: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """The status and the body; a connection that the server has closed is opened again."""
        for attempt in (0, 1):
            try:
                return await self._ask(place, form)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.streams = None
                if attempt:
                    raise
        raise AssertionError  # the loop ends before

    async def _ask(self, place: str, form: dict[str, str] | None) -> tuple[int, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port, limit=2**24)
        reader, writer = self.streams
        body = urlencode(form or {}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{'GET' if form is None else 'POST'} {place} HTTP/1.1",
            f"Host: {self.host}",
            f"Cookie: {cookies}",
            "Accept-Language: en",
            "Accept-Encoding: gzip",
        ]
        if form is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        assert found is not None, head[:200]
        text = await reader.readexactly(int(found[1]))
        self.cookies |= {name.decode(): value.decode() for name, value in COOKIE.findall(head)}
        return int(head.split(b" ", 2)[1]), text


class Person:
    """Somebody who reads, or who writes plans as well."""

    def __init__(self, plan: dict[str, Any], number: int, writes: bool) -> None:
        self.plan, self.number, self.writes = plan, number, writes
        self.chance = random.Random(plan["seed"] * 1000 + number)
        self.line = Line(plan["host"], plan["port"])
        self.token, self.drafted = "", 0
        self.told: list[tuple[str, float, int]] = []

    async def sign_in(self) -> None:
        """As a person does: the form, then the password."""
        _, page = await self.line.ask("/account/login/")
        given = {
            "login": f"load{self.number}@example.com",
            "password": self.plan["password"],
            "csrfmiddlewaretoken": _token(page),
        }
        began = time.perf_counter()
        status, _ = await self.line.ask("/account/login/", given)
        self.told.append(("sign in", time.perf_counter() - began, status))
        if status != 302:
            raise RuntimeError(f"person {self.number} could not sign in: {status}")

    async def work(self, until: float) -> None:
        """Ask and think until it is time to go."""
        await asyncio.sleep(self.chance.uniform(0, self.plan["pace"]))
        while time.perf_counter() < until:
            await (self._write() if self.writes else self._read())
            await asyncio.sleep(self.chance.expovariate(1 / self.plan["pace"]))

    async def _timed(self, page: str, place: str, form: dict[str, str] | None = None) -> bytes:
        began = time.perf_counter()
        try:
            status, text = await self.line.ask(f"/{self.plan['workspace']}/{place}", form)
        except (OSError, asyncio.IncompleteReadError):
            status, text = 0, b""
        self.told.append((page, time.perf_counter() - began, status))
        return text

    async def _read(self) -> None:
        chance, drawn = self.chance, self.chance.random()
        if drawn < 0.2:
            await self._timed("overview", "overview")
        elif drawn < 0.6:
            asked = {"sort": chance.choice(SORTS), "class": chance.choice(CLASSES)}
            await self._timed("customers", f"customers?{urlencode(asked)}")
        elif drawn < 0.9:
            await self._timed("card", f"customers/{chance.choice(self.plan['customers'])}")
        else:
            rule = chance.choice(RULES).format(n=chance.randint(1, 9), d=chance.randint(20, 400))
            await self._timed("segment preview", f"segments/new?rule={quote(rule)}")

    async def _write(self) -> None:
        if not self.token:
            self.token = _token(await self._timed("new plan: the form", "plans/new"))
        held = {"csrfmiddlewaretoken": self.token}
        if (drawn := self.chance.random()) < NOTES:
            said = {
                "customer": self.chance.choice(self.plan["customers"]),
                "result": "note",
                "note": "Asked for the spring list.",
                "once": f"{self.chance.getrandbits(128):032x}",
            }
            await self._timed("note down a contact", "my-list/log", {**held, **said})
            return
        if self.drafted > 0 and drawn < NOTES + (1 - NOTES) / 2:
            name = f"load-{self.number}-{self.drafted}"
            self.drafted = 0 - self.drafted  # each is approved once; the next gets a new number
            await self._timed("approve a plan", f"plans/{name}/approve", {**held, "note": ""})
            return
        self.drafted = abs(self.drafted) + 1
        given = {
            "name": f"load-{self.number}-{self.drafted}",
            "segment": self.chance.choice(("best", "good")),
            "action": "call",
            "owner": "Eva",
            "first_day": "2027-01-01",
            "last_day": "2027-03-01",
            "holdout": "10",
        }
        await self._timed("draft a plan", "plans/new", {**held, **given})


def _token(page: bytes) -> str:
    # Only a form is read, so only a form is unpacked: the rest of the time goes to the server.
    found = TOKEN.search(gzip.decompress(page) if page.startswith(PACKED) else page)
    if found is None:
        raise RuntimeError("a page without a form where one should be")
    return found[1].decode()


async def run(plan: dict[str, Any]) -> list[tuple[str, float, int]]:
    """Everybody comes in, then works; what each asked, how long it took and how it ended."""
    count = plan["readers"] + plan["writers"]
    people = [Person(plan, n, writes=n >= plan["readers"]) for n in range(count)]
    for person in people:
        await person.sign_in()
        await asyncio.sleep(BETWEEN_SIGN_INS)
    Path(plan["ready"]).touch()
    until = time.perf_counter() + plan["minutes"] * 60
    await asyncio.gather(*(person.work(until) for person in people))
    return [line for person in people for line in person.told]


def main() -> None:
    """Read the plan, do it, and write what was measured beside it."""
    place = Path(sys.argv[1])
    plan = json.loads(place.read_text("utf-8"))
    Path(plan["out"]).write_text(json.dumps(asyncio.run(run(plan))), "utf-8")


if __name__ == "__main__":
    main()
