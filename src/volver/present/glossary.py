"""What words mean, by any name they go by, and how the figures of a report were made."""

import unicodedata
from dataclasses import dataclass

from volver.domain.card import WITHOUT_TIME
from volver.present.findings import STEP_NAMES, horizon
from volver.present.records import ReportData
from volver.present.sentence import Sentence
from volver.present.words import Words

Entries = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """One word and all the names under which people look for it, in every language."""

    slug: str
    title: Sentence
    text: Sentence
    names: tuple[str, ...]


PAGES: tuple[Page, ...] = (
    Page(
        "lifetime-value",
        Sentence("Customer lifetime value (CLV)"),
        Sentence(
            "What a customer brings over the whole relationship, or over a stated horizon. Books"
            " give several formulas, and they disagree: by income or by margin, with or without the"
            " first order, discounted or not, before or after what it cost to win the customer. So"
            " ask of every figure: over what time, on what basis, by which formula."
        ),
        (
            "CLV", "CLTV", "LTV", "CVL", "customer lifetime value", "lifetime value",
            "life-time value", "customer life cycle value", "lifecycle value", "life cycle value",
            "valor de vida del cliente", "valor del tiempo de vida del cliente", "valor de vida",
            "valor de por vida", "valor de por vida del cliente",
            "valor del ciclo de vida", "valor del ciclo de vida del cliente",
        ),
    ),
    Page(
        "value",
        Sentence("Value"),
        Sentence(
            "The expected margin of a customer from the observation date on, within the horizon,"
            " later money counting less. It is not lifetime value: nothing before that day and"
            " nothing after the horizon is in it."
        ),
        (
            "value", "expected value", "residual value", "valor", "valor esperado",
            "valor residual",
        ),
    ),
    Page(
        "cac",
        Sentence("Cost of winning a customer (CAC)"),
        Sentence(
            "Spend to win customers, over the customers won in the same time. Blended: all spend"
            " over all new customers. Paid: one channel’s spend over the customers it brought."
        ),
        (
            "CAC", "customer acquisition cost", "acquisition cost", "cost of acquisition",
            "coste de adquisición", "costo de adquisición", "coste de captación",
            "coste de adquisición de clientes",
        ),
    ),
    Page(
        "aov",
        Sentence("Average order value (AOV)"),
        Sentence("Revenue after refunds, over the orders of the same time."),
        (
            "AOV", "average order value", "average purchase", "average purchase value",
            "average ticket", "pedido medio", "valor medio del pedido", "compra media",
            "ticket medio", "ticket promedio",
        ),
    ),
    Page(
        "resale-rate",
        Sentence("Resale rate"),
        Sentence(
            "Orders after the first, per customer and year. Books leave its unit open; a share of"
            " customers who buy again is another number."
        ),
        ("resale rate", "repeat rate", "tasa de reventa", "tasa de recompra"),
    ),
)  # fmt: skip
"""Pages that can be found by name; a name leads to one page only."""


def find(term: str) -> Page | None:
    """The page that somebody looks for, by any of its names in any language; None: there is none.

    Capitals, accents, quotation marks and dots are not minded.

    >>> find("«Valor de vida del cliente»") == find("C.L.V.") == find("cvl")
    True
    """
    return _BY_NAME.get(_plain(term))


def _plain(name: str) -> str:
    spelt = unicodedata.normalize("NFKD", name).casefold()
    spaced = "".join(" " if letter in "-_/" else letter for letter in spelt)
    kept = "".join(letter for letter in spaced if letter.isalnum() or letter.isspace())
    return " ".join(kept.split())


_BY_NAME = {_plain(name): page for page in PAGES for name in (*page.names, page.title.text)}


def definitions(data: ReportData, words: Words) -> Entries:
    """The words of this report that a careful reader will ask about."""
    if not data.is_forecast:
        return [_past_value(words), _order(words), _observed(data, words)]
    return [
        _value(data, words),
        (
            words("Interval"),
            words(
                "The range that should hold the truth in {level:percent} of cases. For one "
                "customer it is wide, since one person's next orders are mostly chance; for all "
                "customers together it is narrower.",
                level=data.card.level,
            ),
        ),
        (
            words("P(alive)"),
            words(
                "The probability that the relationship has not ended by {day:day}, given the "
                "orders so far. It is not a label of who left: a low figure is a reason to look, "
                "not a fact about a person.",
                day=data.card.as_of,
            ),
        ),
        (
            words("P(alive) after one order"),
            words(
                "Some models (BG/NBD) let a customer leave only after a second order, so that "
                "everybody with one order gets {all:percent}. Read value, not P(alive), for them.",
                all=1.0,
            ),
        ),
        _past_value(words),
        _order(words),
        _observed(data, words),
    ]


def _value(data: ReportData, words: Words) -> tuple[str, str]:
    figures: dict[str, object] = {
        "day": data.card.as_of,
        "ahead": horizon(data.card.horizon_days, words),
        "rate": data.card.annual_rate,
    }
    what = (
        words("Expected margin after {day:day}, over {ahead}.", **figures)
        if data.basis.is_margin
        else words("Expected revenue after {day:day}, over {ahead}.", **figures)
    )
    rest = words(
        "Later money counts less, at {rate:percent} a year. Orders up to that day are not in it. "
        "It is not lifetime value: nothing after the horizon is counted.",
        **figures,
    )
    return words("Value"), f"{what} {rest}"


def _past_value(words: Words) -> tuple[str, str]:
    return (
        words("To date"),
        words("What a customer has brought so far, after refunds, on the same basis as value."),
    )


def _order(words: Words) -> tuple[str, str]:
    return (
        words("Order"),
        words(
            "An order that was not refunded to zero. Models count days with an order: two orders "
            "on one day are one occasion."
        ),
    )


def _observed(data: ReportData, words: Words) -> tuple[str, str]:
    return (
        words("Observation date"),
        words("{day:day} is the last day whose orders and refunds count.", day=data.card.as_of),
    )


def making(data: ReportData, words: Words) -> Entries:
    """Everything it takes to make the same figures again."""
    card, formats = data.card, words.formats
    entries = [
        (words("Forecast"), words.say(STEP_NAMES[card.step])),
        (words("Why this one"), words.term(card.why)),
    ]
    if card.setting is not None:
        entries.append((words("How customers order"), words.term(card.setting.reason)))
    if data.is_forecast:
        entries.append((words("Model"), words.term(card.title)))
    if card.parameters:
        unit = words("time in weeks") if card.unit == "week" else words("time in days")
        figures = " · ".join(
            f"{name} = {formats.number(value, 4)}" for name, value in card.parameters.items()
        )
        told = figures if card.model in WITHOUT_TIME else f"{figures} ({unit})"
        entries.append((words("Parameters"), told))
    if card.money:
        entries.append((words("Order value"), words.term(card.money.title)))
    if card.money and card.money.why:
        entries.append((words("Why this order value"), words.term(card.money.why)))
    if card.money and card.money.tested:
        entries.append((words("Order values, tested"), words.term("; ".join(card.money.tested))))
    return [
        *entries,
        (words("Horizon"), horizon(data.card.horizon_days, words)),
        (words("Discount rate"), words("{rate:percent} a year", rate=data.card.annual_rate)),
        (words("Run"), data.provenance.run_id),
        (words("Fingerprint of the data"), data.provenance.data),
        (words("Version"), f"volver {data.provenance.version}"),
    ]
