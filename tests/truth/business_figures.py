"""Write docs/why/simulated-businesses.md: python -m tests.truth.business_figures

Takes ten minutes and needs the folder that VOLVER_TEST_DATA names. The tests say that these figures
keep near, this page says how near they are.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.truth.basics import BASICS, made, real
from tests.truth.book_coverage import CUSTOMERS as TOLD_OF
from tests.truth.book_coverage import MANY, VALUED, page

from volver.worlds.make import business, make

PAGE = Path(__file__).parents[2] / "docs/why/simulated-businesses.md"
CUSTOMERS = 50_000
SEED = 1
LOGS = {
    "shop": "Online Retail; of the shop, the last 374 days, which is how long that log is",
    "telecom": "IBM Telco churn",
    "saas": "RavenStack",
}
WHY = f"""# Simulated businesses: what they are, and how near to real ones

Made by `python -m tests.truth.business_figures`.

`volver demo --business shop`, `telecom` and `saas` make businesses whose truth is known, so that
figures can be held against it. They are drawn from models, not resampled: nobody in them ever
lived. A figure that comes out right on them shows that the arithmetic is right, not that a real
business is like them.

**Models.** The shop: Pareto/NBD on a clock of months and weekdays, times effects of persona and
channel; lognormal worth of orders within lognormal customers; refunds by category. Telecom and
SaaS: shifted-beta-geometric at each renewal, and besides, each month, payments that fail and
complaints that drive away; amounts that grow and shrink. The way to the first purchase: a Markov
chain of contacts, then steps with a known chance each. Campaigns: a random holdout, and an effect
by band of age that is known for each person.

**What is not in them.** Orders of several lines; prices that change; competitors; channels that
help each other (the first contact alone brings its effects); complaints that drive away in the shop
(there they do nothing, so that a figure which finds an effect is wrong); inflation; people who have
two accounts. Birthdays are even over the years. Costs, channels, spend, personas and campaigns are
invented: no real log here has them.

**Numbers of chance.** Block k of 25,000 customers is drawn from numpy's generator seeded by
(seed, 0, k), spend by (seed, 1), the catalogue by (seed, 2): the same files however many blocks are
drawn at once. A million customers of the shop are nine million rows of orders.

Below, {CUSTOMERS:,} customers of seed {SEED}; ± is one standard error of the made figure.
"""

RECOVERED = f"""## What the book finds of it

The book of each business is held against the truth (`tests/truth/test_book_of_businesses.py`).
What is counted is exact: CAC of each channel, to the cent, margin by age, the month of payback.
CAC is by customers who kept something of what they bought: of the shop, 1 or 2 % of buyers did not.

What is estimated has an interval of 90 %, and below is how often it held the truth; ± is one
standard error over businesses, whose intervals go together. Customers: {TOLD_OF["shop"]:,} of each
shop, {TOLD_OF["telecom"]:,} of each telecom, {TOLD_OF["saas"]:,} of each SaaS; where segments
are valued {VALUED["shop"]:,}, {VALUED["telecom"]:,} and {VALUED["saas"]:,}.

- **margin by age**, of a channel's customers, and **persona fit** and drift: the truth is that of a
  business with {MANY:,} customers.
- **step of the funnel**, **touch of the journey** (the last step, by the channel before it): the
  chances they were drawn by. The shop's last step counts who kept something.
- **kept for** so many months, all and by channel: what Kaplan-Meier tends to, by formula.
- **churn, NRR, GRR** of each month: given everybody's own chance to leave in it.
- **value of segments**: what their customers then brought in the year ahead, which is drawn beside
  the files.

NRR and GRR had intervals that were too narrow: of 100 simulated SaaS customers those of GRR held
the truth in 63 % of months, since the few who leave are seldom the large ones, and where nobody
left the interval was a point. They now count as no more units than money so unequal is worth: 95 %.

Where a business is under contract, bills were once taken for purchases: of eight made telecoms 69 %
of the intervals of value by behaviour held the truth, for those who had left were still given
something, and those who had just come were taken to be as loyal as those who had stayed. They are
now foretold by who renews, plan by plan: [renewals](renewals.md).
"""


def main() -> None:
    """Write the page."""
    data = Path(os.getenv("VOLVER_TEST_DATA", ""))
    lines = [line for name in LOGS for line in table(name, data)]
    PAGE.write_text("\n".join([WHY, *lines, RECOVERED, *page()]), "utf-8")


def table(name: str, data: Path) -> Iterator[str]:
    """The rows of one business."""
    theirs = real(name, data)
    with tempfile.TemporaryDirectory() as folder:
        make(business(name, SEED), CUSTOMERS, SEED, Path(folder))
        ours = made(name, Path(folder))
    yield f"## {name}\n\nBeside {LOGS[name]}.\n"
    yield "| figure | real | made | ± | distance | meant to be within |"
    yield "|---|---:|---:|---:|---:|---:|"
    for basic in BASICS:
        if basic.business == name:
            mine, its = ours[basic.name], theirs[basic.name].value
            yield (
                f"| {basic.name} | {its:.4g} | {mine.value:.4g} | {mine.error:.2g}"
                f" | {mine.value / its - 1:+.1%} | {basic.near:.0%} |"
            )
    yield ""


if __name__ == "__main__":
    main()
