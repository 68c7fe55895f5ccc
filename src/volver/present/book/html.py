"""The book as one HTML page that needs no network: a section for each sheet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from volver.present import page
from volver.present.book.cells import across, is_number, lines, said, shades
from volver.present.book.leaf import Figure, Leaf
from volver.present.findings import horizon
from volver.present.runtime import bundle
from volver.present.sheet import Cell, Grid, Unit
from volver.present.words import Words

BOOK = "The book of figures"
MOST_ROWS = 60
"""Rows of a table that a page shows; its file has all of them."""
FEW_ROWS = 15
"""A longer table is folded, so that a page stays a page."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on every page of the book, so that a figure is never without its terms."""

    shop: str
    as_of: date
    basis: str
    """What money counts, in the reader's words."""
    horizon_days: int
    annual_rate: float
    currency: str
    run_id: str
    version: str
    definition: str = ""
    """The mark of what value is made of; "" in books of before there was one."""


def render(leaves: Sequence[Leaf], imprint: Imprint, locale: str, title: str = BOOK) -> str:
    """The whole book, or other leaves under another title."""
    words = Words(locale, imprint.currency)
    held = leaf_context(leaves, words)
    style = page.asset("report.css") + page.asset("book.css")
    script, runtime = page.asset("report.js"), bundle() if held["has_figures"] else ""
    return (
        page.environment()
        .get_template("book.html.j2")
        .render(
            leaves=leaves,
            title=words.term(title),
            is_book=title == BOOK,
            imprint=imprint,
            terms=terms(imprint, words),
            words=words,
            f=words.formats,
            style=style,
            runtime=runtime,
            script=script,
            policy=page.policy([style], [runtime, script]),
            **held,
        )
    )


def leaf_context(leaves: Sequence[Leaf], words: Words) -> dict[str, Any]:
    """What the template of a sheet asks for, whatever page it stands on."""
    figures = [figure for leaf in leaves for figure in leaf.figures]

    def cell(held: Cell, unit: Unit) -> str:
        return said(held, unit, words)

    return {
        "said": cell,
        "is_number": is_number,
        "shades": shades,
        "lines": lines,
        "across": across,
        "is_grid": lambda block: isinstance(block, Grid),
        "is_figure": lambda block: isinstance(block, Figure),
        "most_rows": MOST_ROWS,
        "most_cells": None,  # a page that is fetched over a network says how many it can carry
        "few_rows": FEW_ROWS,
        "help_at": "",
        "meanings": {},
        "customers_at": "",  # a page that stands alone has no list of customers to lead to
        "specs": _specs(figures),
        "has_figures": bool(figures),
    }


def terms(imprint: Imprint, words: Words) -> str:
    """Date, basis, horizon, rate and the mark of the definition, in one line."""
    line = words(
        "As of {day:day} · money counts: {basis:text} · value looks {horizon:text} ahead,"
        " discounted at {rate:percent} a year · {currency:text}",
        day=imprint.as_of,
        basis=imprint.basis,
        horizon=horizon(imprint.horizon_days, words),
        rate=imprint.annual_rate,
        currency=imprint.currency,
    )
    mark = imprint.definition
    return f"{line} · {words('definition {mark:text}', mark=mark)}" if mark else line


def _specs(figures: Sequence[Figure]) -> str:
    """Chart specifications by name, as JSON that cannot leave its script element."""
    found = {figure.name: figure.specification for figure in figures}
    return json.dumps(found, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
