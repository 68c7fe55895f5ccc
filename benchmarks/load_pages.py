"""One page at a time: how long it takes alone, what a first visit carries, when it stands still."""

import http.client
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LAST_BEFORE = """
SELECT value, n FROM customer_list WHERE value IS NOT NULL ORDER BY value DESC, n
LIMIT 1 OFFSET $skip
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DRAWS = re.compile(r"(charts|report)\.\w+\.js")
"""Scripts of pages with charts alone; report.css is everybody's."""
SETTLED = (
    "() => document.readyState === 'complete' &&"
    " document.querySelectorAll('[data-chart]:not(details:not([open]) *)').length"
    " === document.querySelectorAll('[data-drawn]').length"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a first visit carried, in bytes as they went over the wire, and its seconds."""

    page: int
    before: int
    """The page, with the data of its charts, its styles and the scripts that every page has."""
    all: int
    """And what draws its charts."""
    charts: int
    settled: float


def fetched(host: str, port: int, place: str, cookie: str) -> tuple[float, bytes]:
    """Seconds and content of one page, by a connection of its own."""
    line = http.client.HTTPConnection(host, port, timeout=60)
    line.connect()
    began = time.perf_counter()
    line.request("GET", place, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    content = answer.read()
    took = time.perf_counter() - began
    line.close()
    if answer.status != 200:
        raise SystemExit(f"{place} was answered with {answer.status}")
    return took, content


def cursor_of_last_page(folder: Path) -> tuple[str, int]:
    """Where the last page of the list by value begins, and its number.

    The place is asked for by its rank: who walks there goes through twenty thousand pages.
    """
    from volver.app.customers import _cursor
    from volver.app.published import PublishedRun
    from volver.decide.customers.page import Place
    from volver.domain.customers import CustomersQuery

    query = CustomersQuery(sort="value")
    with PublishedRun.open(folder) as run:
        number = -(
            -int(run.snapshot.rows("SELECT COUNT(*) FROM customer_list")[0][0]) // query.size
        )
        before = (number - 1) * query.size
        (place,) = run.snapshot.rows(LAST_BEFORE, skip=before - 1)
        return _cursor(run, query, Place(*place), before, back=False), number


def first_visit(address: str, session: str) -> Visit:
    """In a browser that has never been there: Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        wire, what, documents = dict[str, int](), dict[str, str](), list[str]()

        def answered(told: dict[str, Any]) -> None:
            what[told["requestId"]] = urlsplit(told["response"]["url"]).path.rpartition("/")[2]
            if told["type"] == "Document":
                documents.append(told["requestId"])

        talk = context.new_cdp_session(page)
        talk.send("Network.enable")
        talk.on(
            "Network.loadingFinished",
            lambda told: wire.update({told["requestId"]: int(told["encodedDataLength"])}),
        )
        talk.on("Network.responseReceived", answered)
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_function(SETTLED)
        settled = time.perf_counter() - began
        charts = page.locator("[data-drawn]").count()
        page.wait_for_load_state("networkidle")
        browser.close()
    drawing = sum(size for one, size in wire.items() if DRAWS.fullmatch(what.get(one, "")))
    everything = sum(wire.values())
    return Visit(wire[documents[0]], everything - drawing, everything, charts, settled)
