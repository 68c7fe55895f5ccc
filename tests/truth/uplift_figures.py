"""Write docs/why/uplift.md: python -m tests.truth.uplift_figures

Compares all ways to choose on Hillstrom's two e-mails, and counts over 400 made campaigns how
often intervals and advice hold. Needs the folder that VOLVER_TEST_DATA names and scikit-learn;
takes some minutes.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.published.test_hillstrom import COST, MENS, WOMENS, Sent, read
from tests.truth.test_uplift import ENOUGH, WORLDS
from tests.truth.uplift import CUSTOMERS, LEVEL, advised, learnt_rules_held, written_rule_held

from volver.decide.uplift.compare import compare
from volver.domain.uplift import Comparison
from volver.present.table import Table
from volver.present.uplift import name, uplift
from volver.present.words import Words

PAGE = Path(__file__).parents[2] / "docs/why/uplift.md"
MARK = "<!-- figures: everything below is written by tests/truth/uplift_figures.py -->"
WORDS = Words("en", "USD")
COSTS = (0.0, 0.02, 0.04, 0.08)
FEWER = 50
"""Made campaigns in which the whole comparison is made."""


def main() -> None:
    """Write the figures under the words of the page."""
    words = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text("\n".join([words + MARK, *figures()]) + "\n", "utf-8")


def figures() -> Iterator[str]:
    """Hillstrom by e-mail, then the made campaigns."""
    sent = read(Path(os.getenv("VOLVER_TEST_DATA", "")) / "hillstrom/hillstrom.csv.gz")
    for email in (WOMENS, MENS):
        yield from by_email(sent, email)
    for email in (WOMENS, MENS):
        spend = sent.against_none(email, "spend")
        yield from told(
            f"{email}, spend: half of it is margin, an e-mail costs $0.10",
            compare(spend, 0.1, 0.5, cuts=2),
        )
    yield from by_cost(sent)
    yield from made()


def by_email(sent: Sent, email: str) -> Iterator[str]:
    """The visits that one of the two changes."""
    visits = sent.against_none(email, "visit")
    title = f"{email}, visits: one is worth $1, an e-mail costs ${COST:.2f}"
    yield from told(title, compare(visits, COST, 1.0))
    trees = uplift(compare(visits, COST, 1.0, cuts=2, boosting=True), WORDS)
    yield from ("", "The same with boosted trees, on 4 halves:", "", *table(trees.candidates))


def told(title: str, compared: Comparison) -> Iterator[str]:
    """One comparison as people read it."""
    say(title)
    text = uplift(compared, WORDS)
    yield from ("", f"### {title}", "", f"**{text.advice}**", "")
    yield from (f"- {reason}" for reason in text.reasons)
    yield from ("", *table(text.candidates), "", *table(text.curves))


def by_cost(sent: Sent) -> Iterator[str]:
    """What is advised as the e-mail gets dearer."""
    yield from ("", "### Visits, as an e-mail gets dearer", "")
    yield "| Cost | Women's | Men's |"
    yield "|---:|---|---|"
    for cost in COSTS:
        cells = []
        for email in (WOMENS, MENS):
            found = compare(sent.against_none(email, "visit"), cost, 1.0, cuts=2)
            by = found.of(found.advice.by)
            cells.append(f"{name(by.code, WORDS)}, {by.share:.0%} treated")
        say(f"{cost}: {cells}")
        yield f"| ${cost:.2f} | {cells[0]} | {cells[1]} |"


def made() -> Iterator[str]:
    """How often intervals held, and what was advised."""
    yield from ("", f"### {WORLDS} made campaigns of {CUSTOMERS:,} customers each", "")
    held = np.mean([written_rule_held(seed) for seed in range(WORLDS)])
    yield f"- A rule written before: {LEVEL:.0%} intervals of its value held {held:.1%}."
    for spread in (0.5, 4.0):
        yield learnt(spread)
    for mean in (2.0, 0.0, -2.0):
        yield alike(mean)
    yield apart()


def learnt(spread: float) -> str:
    """How often the interval of each candidate held."""
    found = [learnt_rules_held(seed, spread) for seed in range(WORLDS)]
    rates = ", ".join(
        f"{name(code, WORDS)} {np.mean([one[code] for one in found]):.1%}"
        for code in found[0]
        if code != "none"
    )
    return f"- Rules learnt where uplifts lie {spread:g} apart: {rates}."


def alike(mean: float) -> str:
    """What was advised where nobody can be told apart."""
    counts = Counter(advised(seed, mean, 0.0).do for seed in range(FEWER))
    return (
        f"- All are moved alike, by {mean:+g} after the cost ({FEWER} campaigns):"
        f" {counts['all']} times all were to be treated, {counts['none']} times none,"
        f" {counts['target']} times some."
    )


def apart() -> str:
    """What the advice is worth where customers can be told apart."""
    ones = [advised(seed, 0.0, 4.0, ENOUGH) for seed in range(FEWER)]
    return (
        f"- A third loses 4, a third gains 4, of {ENOUGH:,} customers ({FEWER} campaigns):"
        f" {sum(one.do == 'target' for one in ones)} times some were to be treated; on average the"
        f" advice is worth {np.mean([one.worth for one in ones]):.2f} a customer, where knowing all"
        f" is worth {ones[0].best:.2f}, and all or none nothing."
    )


def table(of: Table) -> Iterator[str]:
    """As Markdown."""
    yield "| " + " | ".join(of.columns) + " |"
    yield "|---|" + "---:|" * (len(of.columns) - 1)
    yield from ("| " + " | ".join(row) + " |" for row in of.rows)


def say(done: str) -> None:
    """Progress, for whoever waits."""
    sys.stdout.write(done + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
