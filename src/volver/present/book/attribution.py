"""Rules of attribution side by side, as people read them."""

from collections.abc import Iterable

from volver.domain.attribution import RULES, Attribution, Credit
from volver.domain.estimate import NotEnough
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.words import Words


def sheet(found: Attribution | NotEnough, words: Words) -> Sheet:
    """All of it in one language."""
    title = words("Attribution")
    question = words("Which channels stood before the first order, and what would each rule say?")
    if isinstance(found, NotEnough):
        return Sheet("attribution", title, question, needs=(words.why(found),))
    return Sheet(
        slug="attribution",
        title=title,
        question=question,
        blocks=(
            words(
                "None of these rules is causal: they see who was there before an order, never what"
                " would have happened without them. Where rules differ much, only an experiment"
                " with a holdout tells."
            ),
            words(
                "{converted:count} first orders were preceded by {touches:count} touches on"
                " {paths:count} paths, those that led to nothing included.",
                converted=found.converted,
                touches=found.touches,
                paths=found.paths,
            ),
            *_untouched(found, words),
            _conversions(found, words),
            _costs(found, words),
            _money(found, words),
        ),
        finding=_finding(found, words),
    )


def _untouched(found: Attribution, words: Words) -> Iterable[str]:
    if found.untouched:
        yield words(
            "{untouched:count} new customers had no touch that is known.", untouched=found.untouched
        )


def _finding(found: Attribution, words: Words) -> str:
    """The channel that the rules agree on least."""

    def ends(row: Credit) -> tuple[float, float]:
        return min(row.conversions.values()), max(row.conversions.values())

    row = max(found.rows, key=lambda row: ends(row)[1] - ends(row)[0], default=None)
    if row is None:
        return ""
    low, high = ends(row)
    return words(
        "The rules differ most on {channel:text}: {low:count} to {high:count} of {all:count} new"
        " customers. None of them is causal.",
        channel=row.channel,
        low=low,
        high=high,
        all=found.converted,
    )


def _columns(words: Words, unit: str) -> tuple[Column, ...]:
    titles = {
        "first": words("First touch"),
        "last": words("Last touch"),
        "linear": words("Linear"),
        "position": words("Position 40/20/40"),
        "time_decay": words("Time decay, half-life 7 days"),
        "markov": words("Markov, order 1"),
        "markov_2": words("Markov, order 2"),
        "shapley": words("Shapley over sets"),
    }
    head = Column("channel", words("Channel"), "text")
    money = unit == "money"
    return (head, *(Column(r, titles[r], "money" if money else "ratio") for r in RULES))


def _conversions(found: Attribution, words: Words) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (row.channel, *(row.conversions.get(rule) for rule in RULES), row.removal)
        for row in found.rows
    ]
    totals = (sum(row.conversions[rule] for row in found.rows) for rule in RULES)
    return Grid(
        slug="attributed_customers",
        title=words("New customers, as each rule shares them out"),
        columns=(
            *_columns(words, "ratio"),
            Column("removal_effect", words("Lost without it (Markov, order 1)"), "share"),
        ),
        rows=(*rows, (words("all"), *totals, None)),
        caution=words(
            "Each column adds up to the same customers. A touch is an interaction with a channel,"
            " up to the day of the first order, that is no complaint."
        ),
    )


def _costs(found: Attribution, words: Words) -> Grid:
    return Grid(
        slug="cac_by_rule",
        title=words("Spend per customer that each rule gives to the channel"),
        columns=(*_columns(words, "money"), Column("spend", words("Spend"), "money")),
        rows=tuple(
            (row.channel, *(row.cac(rule) for rule in RULES), row.spend) for row in found.rows
        ),
        caution=words(
            "Only customers with a known touch are shared out, so these stand above the CAC of the"
            " sheet on acquisition where many have none."
        ),
    )


def _money(found: Attribution, words: Words) -> Grid:
    totals = (sum(row.value[rule] for row in found.rows) for rule in RULES)
    return Grid(
        slug="attributed_margin",
        title=words("Margin of first orders, as each rule shares it out"),
        columns=_columns(words, "money"),
        rows=(
            *((row.channel, *(row.value.get(rule) for rule in RULES)) for row in found.rows),
            (words("all"), *totals),
        ),
    )
