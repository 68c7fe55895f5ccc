"""Write docs/why/formulas.md: python -m tests.truth.formula_figures

Takes half a minute. The tests say that the bridge sums, this page says what it comes to on the
orders of the demo.
"""

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from volver.app.book.asked import Asked
from volver.app.book.formulas import find
from volver.app.demo import ASSUMED_MARGIN_RATE, DATA, MAPPING
from volver.app.value import value_file
from volver.app.workspace import SourceFile
from volver.domain.estimate import NotEnough
from volver.domain.formulas import Change, Worth
from volver.domain.ports import Quiet
from volver.domain.settings import Settings
from volver.present.book.formula_names import CHANGES, FORMULAS, LEVERS
from volver.present.words import Words

PAGE = Path(__file__).parents[2] / "docs/why/formulas.md"
WHY = """# Five formulas and a model: why they differ

Made by `python -m tests.truth.formula_figures`.

Five textbooks give five formulas for what a customer is worth. None is wrong by its own lights;
they answer different questions, and say so seldom. volver computes all of them on one company's
data and shows the way from each to the next, one named change at a time, exact to the coin.

| Formula | Written | Trap |
|---|---|---|
| Chain | average purchase × purchases a year × years of life | before refunds and all costs |
| Resale | (average purchase × resale rate) × years of life − CAC | the rate's unit is left open |
| Price | net price × purchases a year × years of life | gross prices count what is sent back |
| Forecast | income of each period of a horizon, discounted | a rate per year used for a month |
| Margin | margin from the first contact on, less cost to serve and CAC | revenue in its place |
| Model | expected orders × margin of an order, customer by customer | of today's customers only |

## What each part is here

- **The year** is the 365 days that end on the observation date. Purchases a year are the orders of
  it over the customers who ordered in it. Who came late in the year had less time to order, so the
  pace of a growing shop looks slower than it is.
- **Average purchase** is all money of the year over its orders: *gross* before refunds, *net*
  after, those that fit no order included.
- **Resale rate**: orders after a customer's first, per customer and year. A share of customers who
  buy again is another number, and cannot be multiplied by years.
- **Retention** counts customers: of those who ordered in one span, the share that ordered in the
  next. Spans are a year long where the data hold two, else half or a quarter, carried to a year by
  the power. **Average life** is 1 ÷ (1 − retention). Both are weak. No contract ends in a shop, so
  that a slow customer counts as gone, the more so in short spans; and one rate for all overstates
  the loss of those who have stayed, for the loyal are what is left (Fader & Hardie, 2010).
- **The forecast** runs month by month: who is there at the start of a month pays at its end. The
  rate is per year and effective; a month takes its twelfth root. At a rate of 0 it is the plain
  sum.
- **The margin formula** adds what it takes: cost of goods, cost to serve, and CAC at the first
  contact. What nobody has stated is not taken as 0 in silence: the basis says that it is not
  known. Revenue is a switch, never the default.
- **The model** is the forecast of this product: every customer by their own history.

Intervals of the formulas carry two doubts, of retention as a share of customers counted, and of
money per customer as a mean. They are the least that is in doubt: the form of a formula is not.

## Mistakes that were made before

Each has a test here. lifetimes #27 and #43: expected orders *until* each month were added up as if
they were *of* the month, so the first month counted twelve times. #27: a discount rate whose
period nobody named, 1 by default. #43: everybody's mean purchase in place of one's own. #180 and
#300: a total that nobody could find again as purchases times value, which at a rate of 0 it must
be. And beyond lifetimes: whether the first payment is in, and when cash is booked, makes four
formulas of one (Fader & Hardie, note 024), {spread}.
"""


def main() -> None:
    """Write the page."""
    words = Words("en", "GBP")
    found, days = retail()
    variants = [one.value for one in found.variants]
    spread = (
        f"from {words.formats.money(min(variants))} to {words.formats.money(max(variants))} for the"
        "\nsame customer below"
    )
    parts = [WHY.replace("{spread}", spread), *bridge(found, days, words), *rest(found, words)]
    PAGE.write_text("\n".join(parts) + "\n", "utf-8")


def retail() -> tuple[Worth, int]:
    """Online Retail on its last day, as the demo has it; and its days."""
    settings = Settings(currency="GBP", time_zone="Europe/London", margin_rate=ASSUMED_MARGIN_RATE)
    with as_file(files("volver.app") / "demo_data" / DATA) as file:
        valued = value_file(SourceFile(file, MAPPING, {}), settings, None, Quiet())
    findings = valued.findings
    days = (findings.snapshot.as_of - findings.snapshot.first_day).days + 1
    return find(Asked(findings.snapshot, findings.settings, findings)).worth, days


def bridge(found: Worth, days: int, words: Words) -> Iterator[str]:
    """The parts, and the way."""
    assert not isinstance(found.parts, NotEnough)
    assert not isinstance(found.bridge, NotEnough)
    assert not isinstance(found.year, NotEnough)
    assert not isinstance(found.stay, NotEnough)
    f, parts = words.formats, found.parts
    yield "## On Online Retail\n"
    yield (
        f"{found.year.orders:,} orders of {found.year.customers:,} customers in the year to"
        f" {found.as_of}, at an assumed\nmargin of {ASSUMED_MARGIN_RATE:.0%} of revenue. The data"
        f" hold {days} days, so that spans are of {found.stay.days} days: of"
        f" {found.stay.before:,}\ncustomers of the first, {found.stay.kept:,} ordered in the"
        f" second. A customer buys for {f.money(parts.gross_order)} ({f.money(parts.net_order)}\n"
        f"net), {parts.orders_per_year:.2f} times a year, stays with"
        f" {parts.retention:.1%} from year to year, and so lives {parts.years:.2f} years.\n"
    )
    yield "| From | Change | Amount | Value of a customer |\n|---|---|---:|---:|"
    at = found.bridge.start
    yield f"| {words.say(FORMULAS[at])} | | | {f.money(float(found.bridge.first))} |"
    for step in found.bridge.steps:
        reached = f"{words.say(FORMULAS[step.arrives])}: " if step.arrives else ""
        yield (
            f"| {words.say(FORMULAS[at])} | {words.say(CHANGES[step.change])} |"
            f" {f.money(float(step.amount))} | {reached}{f.money(float(step.level))} |"
        )
        at = step.arrives or at
    yield ""
    amounts = [step.amount for step in found.bridge.steps]
    first, last = found.bridge.first, found.bridge.steps[-1].level
    assert first + sum(amounts) == last
    by_model = {step.change: step.amount for step in found.bridge.steps}[Change.ORDERS]
    assert by_model > 0
    yield (
        f"{f.money(float(first))} and the amounts sum to {f.money(float(last))}, to the penny."
        " Nobody has told what customers cost to\nwin or to serve, so the resale formula has no"
        " figure and those steps are absent. The largest step\nis no fault of arithmetic: a horizon"
        f" of a year in place of a life. The step to the model goes\nup, since"
        " the model does not take a slow customer for a lost one.\n"
    )


def rest(found: Worth, words: Words) -> Iterator[str]:
    """What moves it, and the forecast taken apart."""
    f = words.formats
    assert not isinstance(found.sensitivity, NotEnough)
    assert not isinstance(found.components, NotEnough)
    yield "## What moves the value\n"
    yield "| Lever | Change | Of the value |\n|---|---:|---:|"
    for shift in found.sensitivity.shifts:
        share = "–" if shift.share is None else f"{shift.share:+.2%}"
        yield f"| {words.say(LEVERS[shift.lever])} | {f.money(shift.change)} | {share} |"
    yield (
        "\nWithin a horizon of a year retention moves little, for most of the year is lived either"
        " way; without\none, a per cent more of retention is"
        f" {found.sensitivity.elasticity:.2f} per cent more of what is still to come: (1 + i) /"
        " (1 + i − r).\n"
    )
    yield "## The three unknowns of the forecast\n"
    pieces = found.components
    alive = "not said" if pieces.alive is None else f"{pieces.alive:.3f}"
    yield (
        f"How long: mean P(alive) {alive}. How often: {pieces.orders:.3f} orders within the horizon"
        f" per customer alive.\nHow much: {f.money(pieces.margin_per_order)} of discounted margin"
        f" an order. Their product is the mean value, {f.money(pieces.value.value)}\n"
        f"({f.money(pieces.value.low)} to {f.money(pieces.value.high)} in {pieces.value.level:.0%}"
        " of cases)."
    )


if __name__ == "__main__":
    main()
