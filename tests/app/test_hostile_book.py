"""A company whose every text is an attack, and whose money is beyond belief, still has its book."""

import csv
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from tests.store.company import company_with
from tests.store.shop import Line, engine_with

from volver.app.book.asked import Asked
from volver.app.book.catalogue import SHEETS
from volver.app.refresh import refresh
from volver.decide.segments.plain import segments_of
from volver.domain.ports import Quiet
from volver.domain.settings import Settings
from volver.present.book.html import Imprint, render
from volver.present.book.leaf import Leaf
from volver.present.book.pdf import write_pdf
from volver.present.words import Words
from volver.store.grids import write_grid

END = date(2024, 12, 31)
ATTACKS = (
    '=cmd|"/C calc"!A1', "+1+1", "@SUM(A1)", "\t=1+1", "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", '#read("/etc/passwd")', '"]#panic("owned")[', "{n:count}",
    "{evil.__class__}", "\u202eevil", "x" * 2000, "Robert'); DROP TABLE histories;--", "2024",
)  # fmt: skip
VAST = Decimal("1000000000000")


def attack(number):
    """One of them."""
    return ATTACKS[number % len(ATTACKS)]


@pytest.fixture(scope="module")
def leaves():
    """Every sheet in both languages, of 80 customers and what is known of them."""
    rng = np.random.default_rng(2)
    people = [f"{attack(n)} {n}" if n % 3 else f"c{n}" for n in range(80)]
    lines = []
    for n, who in enumerate(people):
        day = datetime(2023, 1, 1, 12) + timedelta(days=int(rng.integers(300)))  # noqa: DTZ001 - UTC
        while day.date() <= END and rng.random() < 0.85:
            money = VAST if n == 5 else Decimal(int(rng.integers(5, 90)))
            lines.append(Line(1, len(lines) + 1, None, who, day, day.date(), attack(n), attack(n),
                              money, None, False, None))  # fmt: skip
            day += timedelta(days=int(rng.integers(5, 90)))
    engine = engine_with(lines)
    found = refresh(engine, Settings(order_cost={attack(0): 2}), END, Quiet(), point_only=True)
    known = {
        "customers": [{"customer_id": who, "channel": attack(n), "campaign": attack(n + 1),
                       "country": attack(n + 2), "gender": attack(n), "birth_year": 1 + 200 * n}
                      for n, who in enumerate(people[:50])],
        "attributes": [{"customer_id": who, "name": attack(n % 3), "label": attack(n)}
                       for n, who in enumerate(people)],
        "products": [{"product_id": one, "name": one, "category": one} for one in ATTACKS],
        "spend": [{"day": END - timedelta(days=n), "channel": attack(n), "campaign": attack(n),
                   "amount": VAST if n == 3 else Decimal(-5) if n % 2 else Decimal(90),
                   "purpose": "acquire", "category": "other"} for n in range(60)],
        "interactions": [{"customer_id": people[n % 80] if n % 4 else "ghost", "type": attack(n),
                          "day": END - timedelta(days=9 * n % 600), "reason": attack(n),
                          "channel": attack(n + 1), "area": attack(n), "agent": attack(n),
                          "is_complaint": n % 2 == 0, "cost": VAST if n == 7 else Decimal(1)}
                         for n in range(120)],
        "answers": [{"customer_id": who, "day": END, "kind": "nps", "score": 3.0,
                     "channel": attack(n), "question": attack(n)} for n, who in enumerate(people)],
        "subscriptions": [{"subscription_id": attack(n), "customer_id": who, "reason": attack(n),
                           "started": date(2023, 6, 1), "ended": END - timedelta(days=30),
                           "amount": 9.99} for n, who in enumerate(people[:14])],
    }  # fmt: skip
    snapshot = found.snapshot
    snapshot.company.update(company_with(engine, **known))
    segments = segments_of({attack(4): {"rule": "orders >= 2"}}, "volver.toml")
    asked = Asked(snapshot.with_months(), found.settings, found, segments=segments)
    held = [(entry, entry.find(asked)) for entry in SHEETS]
    return {
        language: [Leaf.of(entry.show(one, Words(language))) for entry, one in held]
        for language in ("en", "es")
    }


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_holds_attacks_as_text(leaves, language):
    """No element, no script and no placeholder comes out of a name; a year stays a name."""
    imprint = Imprint(attack(4), END, "revenue", 365, 0.1, "EUR", attack(6), "1", "0a1b2c3d")
    page = render(leaves[language], imprint, language)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror" in page
    cohorts = next(leaf for leaf in leaves[language] if leaf.slug == "cohorts")
    by_channel = next(grid for grid in cohorts.grids if grid.slug.endswith("_channel"))
    assert {row[1] for row in by_channel.rows} <= {*ATTACKS, "unknown", "other", "desconocido",
                                                   "otros", "otro"}  # fmt: skip


@pytest.mark.slow
def test_a_pdf_runs_nothing(leaves, tmp_path):
    """What would be code in typst stays text, or typst would stop at `panic`."""
    chosen = [leaf for leaf in leaves["en"] if leaf.slug in ("acquisition", "segments", "troubles")]
    plain = [replace(leaf, blocks=(*leaf.grids, *ATTACKS)) for leaf in chosen]
    imprint = Imprint(attack(7), END, attack(6), 365, 0.1, "EUR", attack(7), "1", "0a1b2c3d")
    write_pdf(plain, imprint, "en", tmp_path / "book.pdf")
    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.slow
def test_no_cell_of_any_file_is_a_formula(leaves, tmp_path):
    """In every table of the book, as CSV and as a Spanish CSV."""
    number = re.compile(r"[-+]?[0-9.,]+(e[-+]?[0-9]+)?")
    for kind in ("csv", "csv-es"):
        for leaf in leaves["en"]:
            for grid in leaf.grids:
                path = tmp_path / f"{grid.slug}.csv"
                write_grid([column.name for column in grid.columns], grid.rows, path, kind)
                with path.open(encoding="utf-8-sig", newline="") as lines:
                    for row in csv.reader(lines, delimiter=";" if kind == "csv-es" else ","):
                        for cell in row:
                            assert cell[:1] not in ("=", "+", "-", "@", "\t") or number.fullmatch(
                                cell
                            ), (grid.slug, cell)
