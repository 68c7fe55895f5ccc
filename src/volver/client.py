"""Ask a volver server from Python: customers, figures and plans, by a key.

    from volver.client import Client

    shop = Client("https://example.com", "shop", key)
    for customer in shop.customers(value_class="best"):
        print(customer.customer_id, customer.value)

It asks the server that it is given, and only when it is asked, with Python's own library alone.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from volver.domain.errors import BadInput, Busy, NotFound, VolverError

Record = Mapping[str, Any]
"""A JSON object; its fields stand in the description of the API."""
TRIES = 3
"""How often a request is sent while nobody answers."""
REST = 1.0
"""Seconds between the first two; then twice as many."""
LARGEST_PAGE = 200
KINDS: Mapping[int, type[VolverError]] = {
    400: BadInput, 404: NotFound, 409: Busy, 413: BadInput, 415: BadInput, 422: BadInput,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of the list; money in the currency of the run. None: not known."""

    customer_id: str
    value_class: str | None
    first_order: date
    last_order: date
    orders: int
    margin_to_date: float
    revenue: float
    value: float | None
    """Expected margin within the horizon, discounted."""
    value_low: float | None
    value_high: float | None
    p_alive: float | None
    value_at_stake: float | None
    reason: str

    @classmethod
    def of(cls, plain: Record) -> "Customer":
        """From the answer; what a later server adds is left out."""
        known = {field.name: plain[field.name] for field in fields(cls)}
        days = {name: date.fromisoformat(plain[name]) for name in ("first_order", "last_order")}
        return cls(**{**known, **days})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the published book: its tables by name, each a list of records."""

    slug: str
    title: str
    finding: str
    as_of: date
    currency: str
    tables: Mapping[str, list[Record]]


class Client:
    """A workspace of a server. Raises VolverError, or one of its kinds, as the server tells it."""

    def __init__(
        self,
        address: str,
        workspace: str,
        key: str,
        language: str = "en",
        timeout: float = 60.0,
        plain_http: bool = False,
    ) -> None:
        """address: https://HOST or https://HOST:PORT.

        timeout: seconds. plain_http: whether a key may travel where anybody on the way can read it;
        to this machine it always may.
        """
        parts = urlsplit(address)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path not in ("", "/")
        ):
            raise BadInput(
                what=f"{address[:80]!r} is no address of a server",
                where="address",
                next_step="Give it such as https://example.com",
            )
        if parts.scheme == "http" and parts.hostname != "localhost" and not plain_http:
            raise BadInput(
                what="A key would travel in the clear to this address",
                where="address",
                next_step="Use https, or say plain_http=True where the network is your own.",
            )
        self._is_https, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._base = f"/api/v1/{quote(workspace, safe='')}"
        self._key, self._language, self._timeout = key, language, timeout

    def __repr__(self) -> str:
        return f"Client({self._host}{self._base})"

    def me(self) -> Record:
        """Who asks, and what they may do."""
        return self._record("/me")

    def overview(self) -> Record:
        """The first page."""
        return self._record("/overview")

    def run(self) -> Record:
        """The newest published run."""
        return self._record("/runs/newest")

    def models(self) -> Record:
        """The score card."""
        return self._record("/models")

    def customers(self, **asked: str | None) -> Iterator[Customer]:
        """Every customer that is asked for, page after page, in order.

        asked: search, value_class, segment, rule, plan, sort, order. Raises BadInput where a newer
        run is published between two pages: begin again.
        """
        cursor: str | None = None
        while True:
            page = self._record("/customers", **asked, limit=str(LARGEST_PAGE), cursor=cursor)
            yield from map(Customer.of, page["lines"])
            cursor = page["next"]
            if cursor is None:
                return

    def card(self, customer: str) -> Record:
        """One customer; without money where the key's role may not see it."""
        return self._record(f"/customers/{quote(customer)}")

    def offers(self, customer: str) -> Record:
        """What may be offered to a customer."""
        return self._record(f"/offers/{quote(customer)}")

    def related(self, product: str, limit: int = 4) -> list[Record]:
        """What customers with a product have besides; what adds most first."""
        found: list[Record] = self._record(f"/related/{quote(product)}", limit=str(limit))[
            "related"
        ]
        return found

    def preview(self, rule: str) -> Record:
        """How many customers fit a rule, and what they are worth."""
        return self._record("/segments/preview", rule=rule)

    def sheets(self) -> list[Record]:
        """The sheets that there are for this key."""
        return self._records("/sheets")

    def sheet(self, slug: str) -> Sheet:
        """One sheet, its tables as records."""
        for entry in self.sheets():
            if entry["slug"] == slug:
                told = self._record(f"/{entry['address']}")
                tables = {table["slug"]: table["records"] for table in told["tables"]}
                as_of = date.fromisoformat(told["as_of"])
                named = {name: told[name] for name in ("slug", "title", "finding", "currency")}
                return Sheet(as_of=as_of, tables=tables, **named)
        raise NotFound(
            what=f"There is no sheet {slug[:40]!r} for this key",
            where="sheet",
            next_step="Ask for sheets(): it lists them all.",
        )

    def kpis(self) -> list[Record]:
        """Every figure of the catalogue."""
        return self._records("/kpis")

    def kpi(
        self,
        slug: str,
        by: Literal["month", "quarter", "year", "whole"] = "month",
        split: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> list[Record]:
        """One figure by period. since, until: months, such as 2024-03; both are in."""
        asked = {"by": by, "split": split, "since": since, "until": until}
        found: list[Record] = self._record(f"/kpis/{quote(slug, safe='')}", **asked)["records"]
        return found

    def plans(self) -> list[Record]:
        """Every plan as it stands."""
        return self._records("/plans")

    def plan(self, name: str) -> Record:
        """One plan as it stands."""
        return self._record(f"/plans/{quote(name, safe='')}")

    def draft_plan(
        self,
        name: str,
        segment: str,
        action: str,
        owner: str,
        first_day: date,
        last_day: date,
        word: str | None = None,
        **more: Any,
    ) -> Record:
        """Draw up a plan. more: goal, budget, capacity, holdout_share.

        word: of the write, for a program that may be started again; None: a new one.
        """
        days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        wish = {"name": name, "segment": segment, "action": action, "owner": owner, **days, **more}
        return self._write("/plans", wish, word)

    def approve_plan(self, name: str, note: str = "", word: str | None = None) -> Record:
        """Say yes to a draft, in the name of whoever made the key."""
        return self._write(f"/plans/{quote(name, safe='')}/approve", {"note": note}, word)

    def start_plan(self, name: str, note: str = "", word: str | None = None) -> Record:
        """The first customer is contacted."""
        return self._write(f"/plans/{quote(name, safe='')}/start", {"note": note}, word)

    def close_plan(self, name: str, note: str = "", word: str | None = None) -> Record:
        """It is over."""
        return self._write(f"/plans/{quote(name, safe='')}/close", {"note": note}, word)

    def _record(self, place: str, **asked: str | None) -> Record:
        found: Record = self._ask("GET", place, asked)
        return found

    def _records(self, place: str) -> list[Record]:
        found: list[Record] = self._ask("GET", place, {})
        return found

    def _write(self, place: str, body: Record, word: str | None) -> Record:
        """Sent again while nobody answers; the word sees to it that it happens once."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": word or uuid4().hex,
        }
        sent = json.dumps(dict(body), allow_nan=False).encode()
        found: Record = self._ask("POST", place, {}, sent, headers)
        return found

    def _ask(
        self,
        method: str,
        place: str,
        asked: Mapping[str, str | None],
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        given = urlencode({name: value for name, value in asked.items() if value is not None})
        address = f"{self._base}{place}" + (f"?{given}" if given else "")
        whole = {
            "Authorization": f"Bearer {self._key}",
            "Accept-Language": self._language,
            **(headers or {}),
        }
        for turn in range(TRIES):
            try:
                status, content = self._sent(method, address, body, whole)
                break
            except (OSError, HTTPException) as error:
                if turn == TRIES - 1:
                    raise VolverError(
                        what=f"The server does not answer: {type(error).__name__}",
                        where=str(self._host),
                        next_step="Look whether it runs, and try again.",
                    ) from error
                time.sleep(REST * 2**turn)
        return _answer(status, content)

    def _sent(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Nothing is followed elsewhere: a key goes to the server that it is for."""
        kind = HTTPSConnection if self._is_https else HTTPConnection
        line = kind(str(self._host), self._port, timeout=self._timeout)
        try:
            line.request(method, address, body=body, headers=dict(headers))
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


def _answer(status: int, content: bytes) -> Any:
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if status < 300 and told is not None:
        return told
    if not isinstance(told, dict) or "detail" not in told:
        told = {"detail": f"The server answered {status}", "where": "the server",
                "next_step": "Look whether the address is that of a volver server."}  # fmt: skip
    raise KINDS.get(status, VolverError)(told["detail"], told["where"], told["next_step"])
