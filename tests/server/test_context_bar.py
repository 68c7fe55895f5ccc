"""Under the title of each page of figures: what they are of, and which months its tables show."""

import csv
import io
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.test_pages import SHEETS, _tables

from volver.app.book.publish import open_book
from volver.app.kpi import kpi
from volver.app.workspace import Workspace
from volver.present.book.cells import said
from volver.present.book.html import terms
from volver.present.book.period import month_written
from volver.present.words import Words

if TYPE_CHECKING:
    from django.test import Client

IN_TIME = ("figures", "cohorts", "forecast", "retention", "acquisition", "interactions", "segments")
"""Pages that have tables by month."""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", SHEETS)
def test_every_page_of_figures_says_what_they_are_of(
    site: Site, owner: "Client", page: str, language: str
) -> None:
    """Basis, horizon and day, when it was calculated, and a way to the definition."""
    text = owner.get(f"/{SHOP}/{page}", headers={"accept-language": language}).content.decode()
    book = open_book(site.shop, language)
    words = Words(language, book.imprint.currency)
    bar = text.partition('<div class="context">')[2].partition("</div>")[0]
    assert terms(book.imprint, words) in bar
    assert words("Calculated on {day:text}", day="") in bar
    assert f'href="/{SHOP}/definitions"' in bar
    assert ('name="from"' in bar) == (page in IN_TIME)


def test_no_way_leads_where_somebody_is_refused(site: Site) -> None:
    """A supervisor sees service and no definition."""
    text = site.client("supervisor").get(f"/{SHOP}/interactions").content.decode()
    bar = text.partition('<div class="context">')[2].partition("</div>")[0]
    assert "/help" in bar
    assert "/definitions" not in bar


@pytest.mark.parametrize("language", ["en", "es"])
def test_months_in_the_address_are_the_rows_of_the_table(
    site: Site, owner: "Client", language: str
) -> None:
    """Those of the library's table, cell by cell; the form and the file keep them."""
    book = open_book(site.shop, language)
    words = Words(language, book.imprint.currency)
    grid = next(one for one in book.leaf("kpis").grids if one.slug == "by_month")
    wanted = grid.rows[3:9]
    asked = {"from": month_written(wanted[0][0]), "to": month_written(wanted[-1][0])}
    answer = owner.get(f"/{SHOP}/figures", asked, headers={"accept-language": language})
    text = answer.content.decode()
    told = [
        [said(cell, column.unit, words) for cell, column in zip(row, grid.columns, strict=True)]
        for row in wanted
    ]
    assert _tables(text)["table-by_month"][1:] == told
    for name, value in asked.items():
        assert f'<option value="{value}" selected>' in text.partition(f'name="{name}"')[2]
    whole = _tables(owner.get(f"/{SHOP}/figures").content.decode())
    assert len(whole["table-by_month"]) == 1 + len(grid.rows)
    link = f'.csv?from={asked["from"]}&amp;to={asked["to"]}"'
    assert link in text


@pytest.mark.parametrize("by", ["channel", "class"])
def test_the_months_of_some_customers_are_those_of_the_library(
    site: Site, owner: "Client", by: str
) -> None:
    """As `volver kpi revenue --by month --split channel` counts them, in the file as well."""
    rows = kpi(Workspace.open(site.shop), "revenue", "month", by, None, None, "en").found.rows
    level = next(row.level for row in rows if not row.is_missing)
    counted = {row.period: row.value for row in rows if row.level == level}
    words = Words("en", open_book(site.shop, "en").imprint.currency)
    months = [month for month in counted if month is not None][-6:]
    asked = {"of": f"{by}:{level}", "from": month_written(months[0])}
    text = owner.get(f"/{SHOP}/figures", asked).content.decode()
    head, *lines = _tables(text)["table-by_month"]
    shown = [line[head.index("Revenue")].removesuffix("so far") for line in lines]
    assert shown == [said(counted[month], "money", words) for month in months]
    assert "The table by month is of these customers alone:" in text
    link = next(part for part in text.split('href="') if "by_month.csv?" in part)
    content = owner.get(link.partition('"')[0].replace("&amp;", "&")).content.decode("utf-8-sig")
    held = [row["revenue"] for row in csv.DictReader(io.StringIO(content))]
    assert [float(one) for one in held] == pytest.approx([counted[month] for month in months])


def test_customers_that_there_are_not_are_told(owner: "Client") -> None:
    """A level is looked for among those there are, and nothing of it is more than text."""
    for of in (
        "channel:<script>",
        "nonsense:best",
        "channel",
        "class:",
        ":best",
        "channel:' OR 1=1",
    ):
        answer = owner.get(f"/{SHOP}/figures", {"of": of})
        assert answer.status_code == (200 if of == ":best" else 422)
        assert b"<script>'" not in answer.content


def test_a_file_holds_the_months_of_the_page(site: Site, owner: "Client") -> None:
    """And all of them where none are asked for."""
    place = f"/{SHOP}/tables/kpis/by_month.csv"
    grid = next(
        one for one in open_book(site.shop, "en").leaf("kpis").grids if one.slug == "by_month"
    )
    month = month_written(grid.rows[4][0])
    for asked, rows in (({}, len(grid.rows)), ({"from": month, "to": month}, 1)):
        content = owner.get(place, asked).content.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(content)))) == rows


def test_what_is_no_month_is_told(owner: "Client") -> None:
    """In words, on the page and for a file; nothing of it is more than text."""
    for asked in ({"from": "<script>"}, {"to": "2024-99"}, {"from": "2024-03", "to": "2024-02"}):
        for place in ("figures", "tables/kpis/by_month.csv"):
            answer = owner.get(f"/{SHOP}/{place}", asked)
            assert answer.status_code == 422
            assert b"<script>'" not in answer.content


def test_a_month_of_which_nothing_is_known_leaves_a_sentence(owner: "Client") -> None:
    """The table does not vanish without a word."""
    text = owner.get(f"/{SHOP}/figures", {"to": "1999-12"}).content.decode()
    assert "Month by month: there are no rows of this time." in text
    assert "table-by_channel" in text
