"""What a first visit carries is bounded, whatever the page and however long the history."""

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.test_pages import OTHERS, SHEETS

from volver.app.book.publish import Book
from volver.present.book.leaf import Figure
from volver.present.sheet import Column, Grid

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
BEFORE_CHARTS, WITH_CHARTS = 60_000, 450_000
"""Bytes, compressed: the page with its styles and scripts, and what draws its charts besides."""
DRAWN = {"value", "cohorts", "forecast", "retention", "acquisition", "journey"}
"""Pages with charts."""
ASKED_FOR = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def _carried(client: "Client", address: str, language: str = "en") -> bytes:
    asked = {"accept-encoding": "gzip, deflate, br", "accept-language": language}
    answer = client.get(address, headers=asked)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Encoding"] == "gzip", address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _first_visit(client: "Client", place: str, language: str) -> tuple[int, int]:
    """Bytes before charts, and with them."""
    text = client.get(place, headers={"accept-language": language}).content.decode()
    before, with_charts = len(_carried(client, place, language)), 0
    for found in set(ASKED_FOR.findall(text)):
        draws = found.endswith(".js") and ("/charts." in found or "/report." in found)
        carried = len(_carried(client, found))
        before, with_charts = before + carried * (not draws), with_charts + carried * draws
    return before, before + with_charts


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", [*SHEETS, *OTHERS])
def test_a_first_visit_is_small(owner: "Client", page: str, language: str) -> None:
    """Of a browser that holds nothing yet; chart data that stand in a page count as the page."""
    before, with_charts = _first_visit(owner, f"/{SHOP}/{page}", language)
    assert 10_000 < before <= BEFORE_CHARTS
    assert with_charts <= WITH_CHARTS
    assert (with_charts > 250_000) == (page in DRAWN)


def test_a_long_history_is_a_small_page_as_well(
    owner: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty months of cohorts are the most that are told apart by month; then come quarters."""
    from volver.server.pages import sheets

    chance, real = random.Random(1), sheets._read

    def months(block: Grid | Figure | str) -> Grid | Figure | str:
        if not isinstance(block, Grid) or block.columns[0].unit != "month" or not block.is_heat:
            return block
        ages = (Column(f"period_{age}", f"+{age}", "money") for age in range(40))
        return replace(
            block,
            columns=(*block.columns[:2], *ages),
            rows=tuple(
                (
                    24_240 + n,
                    chance.randrange(99_999),
                    *(chance.uniform(100, 9_999) for _ in range(40 - n)),
                    *[None] * n,
                )
                for n in range(40)
            ),
            partial=frozenset((n, 41 - n) for n in range(40)),
        )

    def long(run: Path, language: str) -> Book:
        book = real(run, language)
        leaf = book.leaf("cohorts")
        return replace(
            book, leaves=(replace(leaf, blocks=tuple(map(months, leaf.blocks)), whose={}),)
        )

    monkeypatch.setattr(sheets, "_read", long)
    text = owner.get(f"/{SHOP}/cohorts").content.decode()
    assert text.count("The last 28 of 40 rows") >= 5
    assert '<th scope="col" class="n">+27</th></tr>' in text
    before, with_charts = _first_visit(owner, f"/{SHOP}/cohorts", "en")
    assert before <= BEFORE_CHARTS
    assert with_charts <= WITH_CHARTS
    early = owner.get(f"/{SHOP}/cohorts?from=2020-01&to=2020-06").content.decode()
    assert "+39</th></tr>" in early
    assert "The last" not in early


def test_styles_and_scripts_are_fetched_once(owner: "Client") -> None:
    """Their names change with what is in them, so that a browser may keep them for ever."""
    text = owner.get(f"/{SHOP}/retention").content.decode()
    found = set(ASKED_FOR.findall(text))
    assert len(found) >= 6
    for address in found:
        answer = owner.get(address)
        answer.close()
        kept = answer.headers["Cache-Control"]
        assert "immutable" in kept, address
        assert int(re.findall(r"max-age=(\d+)", kept)[0]) >= 365 * 24 * 60 * 60


def _asked_by(client: "Client", who: str, place: str = f"/{SHOP}/retention") -> "HttpResponse":
    return client.get(place, headers={"accept-encoding": "gzip", "sec-fetch-site": who})


def test_what_another_site_asks_for_is_not_compressed(owner: "Client") -> None:
    """Its length would tell whoever words the address what else the page says."""
    for ours in ("same-origin", "none"):
        assert _asked_by(owner, ours).headers["Content-Encoding"] == "gzip"
    for theirs in ("cross-site", "same-site"):
        answer = _asked_by(owner, theirs)
        assert "Content-Encoding" not in answer.headers
        assert b"<h1>" in answer.content


def test_the_length_of_an_answer_tells_little(owner: "Client") -> None:
    """The same page is as long as chance wants it, within a hundred bytes and more."""
    lengths = {len(_asked_by(owner, "none", f"/{SHOP}/help").content) for _ in range(12)}
    assert len(lengths) > 4


def test_who_takes_nothing_compressed_gets_the_same_page(site: Site, owner: "Client") -> None:
    """And caches are told that there are two."""
    answer = owner.get(f"/{SHOP}/help")
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]
