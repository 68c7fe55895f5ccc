"""Ways to choose whom to treat, side by side, and the advice, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from volver.domain.estimate import Estimate
from volver.domain.offer import Reason
from volver.domain.uplift import AT, SHARES, Candidate, Comparison, Spread
from volver.present.book.grids import columns, grid
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.table import Table
from volver.present.words import Words

PER = 1000
"""Customers that amounts are shown for: those of one are fractions of a cent."""
NAMES = {
    "all": Sentence("everybody"),
    "none": Sentence("nobody"),
    "random": Sentence("half of them at random"),
    "response": Sentence("order by response"),
    "risk": Sentence("order by risk"),
    "s_linear": Sentence("S-learner, linear"),
    "t_linear": Sentence("T-learner, linear"),
    "x_linear": Sentence("X-learner, linear"),
    "dr_linear": Sentence("DR-learner, linear"),
    "s_boosted": Sentence("S-learner, boosted trees"),
    "t_boosted": Sentence("T-learner, boosted trees"),
    "x_boosted": Sentence("X-learner, boosted trees"),
    "dr_boosted": Sentence("DR-learner, boosted trees"),
}
ADVICE = {
    "target": Sentence("Treat {share:percent} of customers, chosen by: {candidate:text}."),
    "all": Sentence("Treat everybody."),
    "none": Sentence("Treat nobody."),
}
REASONS = {
    "lift": Sentence(
        "Treating changes the mean outcome by {value:text}, between {low:text} and {high:text}."
    ),
    "all_pays": Sentence(
        "Treating everybody pays: {value:money} for every 1,000 customers after its cost, between"
        " {low:money} and {high:money}."
    ),
    "all_loses": Sentence(
        "Treating everybody costs more than it brings: {value:money} for every 1,000 customers,"
        " between {low:money} and {high:money}."
    ),
    "all_unproven": Sentence(
        "Whether treating everybody pays is not clear: {value:money} for every 1,000 customers"
        " after its cost, between {low:money} and {high:money}."
    ),
    "beats_all": Sentence(
        "Choosing beats treating everybody: by {candidate:text}, {share:percent} treated, it brings"
        " {value:money} more for every 1,000 customers, between {low:money} and {high:money}."
    ),
    "beats_none": Sentence(
        "Choosing beats treating nobody: by {candidate:text}, {share:percent} treated, it brings"
        " {value:money} more for every 1,000 customers, between {low:money} and {high:money}."
    ),
    "no_better_than_all": Sentence(
        "Nothing that was learnt surely beats treating everybody. The best, {candidate:text},"
        " differs by {value:money} for every 1,000 customers, between {low:money} and {high:money}."
    ),
    "no_better_than_none": Sentence(
        "Nothing that was learnt surely beats treating nobody. The best, {candidate:text},"
        " differs by {value:money} for every 1,000 customers, between {low:money} and {high:money}."
    ),
    "order": Sentence(
        "If not all can be treated, start with the first by: {candidate:text}. Among its first"
        " {at:percent} treating changes the outcome by {value:text}."
    ),
    "no_order": Sentence(
        "No order of customers is clearly better than chance: nobody can be told apart by what"
        " treating changes."
    ),
}


@dataclass(frozen=True, slots=True)
class UpliftText:
    """A comparison in the reader's language."""

    advice: str
    reasons: tuple[str, ...]
    candidates: Table
    """Each way to choose, with its value and its measures."""
    curves: Table
    """Each way's value by share treated."""
    notes: tuple[str, ...]


def uplift(compared: Comparison, words: Words) -> UpliftText:
    """All of it."""
    by = compared.of(compared.advice.by)
    headline = replace(
        ADVICE[compared.advice.do], values={"share": by.share, "candidate": name(by.code, words)}
    )
    return UpliftText(
        advice=words.say(headline),
        reasons=tuple(_reason(one, words) for one in compared.advice.reasons),
        candidates=_candidates(compared, words),
        curves=_curves(compared, words),
        notes=_notes(compared, words),
    )


BRIEF = {"policies": ("by", "share", "value", "low", "high", "gain")}
"""Columns that a terminal has room for."""
MOST_POLICIES = 20


def sheet(
    compared: Comparison, words: Words, profile: Sequence[tuple[str, float, float]] = ()
) -> Sheet:
    """The comparison as a sheet: the verdict, the ways in money, who is to be treated.

    profile: of each feature its name, and its mean among those to treat and among the others.
    """
    text = uplift(compared, words)
    blocks: list[Grid | str] = [text.advice, *text.reasons, _policies(compared, words)]
    if profile:
        blocks.append(_who(profile, words))
    blocks += [_order(compared, words), *text.notes]
    question = words("Whom does it change, and does choosing pay?")
    return Sheet("uplift", words("Uplift"), question, (*blocks,))


def _policies(compared: Comparison, words: Words) -> Grid:
    return grid(
        "policies",
        words("Ways to choose, in money for every 1,000 customers"),
        columns(
            ("by", words("Chosen by"), "text"),
            ("share", words("Treated"), "share"),
            ("value", words("Value"), "money"),
            ("low", words("Lower end"), "money"),
            ("high", words("Upper end"), "money"),
            ("gain", words("More than the plain way"), "money"),
            ("gain_low", words("Lower end"), "money"),
            ("gain_high", words("Upper end"), "money"),
        ),
        (
            (
                name(one.code, words),
                one.share,
                *(PER * end for of in (one.value, one.gain) for end in (of.value, of.low, of.high)),
            )
            for one in compared.candidates
        ),
    )


def _order(compared: Comparison, words: Words) -> Grid:
    return grid(
        "order",
        words("How well each way puts first those whom it changes"),
        columns(
            ("by", words("Chosen by"), "text"),
            ("qini", words("Qini, normalised"), "text"),
            ("auuc", words("AUUC above random"), "text"),
            ("uplift", words("Uplift of the first {at:percent}", at=AT), "text"),
        ),
        (
            (
                name(one.code, words),
                *(_spread(part, words) for part in (one.qini, one.auuc, one.uplift_at)),
            )
            for one in compared.candidates
        ),
    )


def _who(profile: Sequence[tuple[str, float, float]], words: Words) -> Grid:
    return grid(
        "who",
        words("Who gains: means of those to treat, and of the others"),
        columns(
            ("feature", words("Feature"), "text"),
            ("treat", words("To treat"), "ratio"),
            ("others", words("Others"), "ratio"),
        ),
        profile,
        words("What tells them apart, and no cause."),
    )


def name(code: str, words: Words) -> str:
    """What a way to choose is called."""
    return words.say(NAMES[code])


def _reason(reason: Reason, words: Words) -> str:
    in_money = reason.code not in ("lift", "order")
    values: dict[str, object] = {"at": AT}
    for key, figure in reason.figures.items():
        if isinstance(figure, str):
            values[key] = name(figure, words)
        elif key == "share":
            values[key] = figure
        else:
            values[key] = PER * figure if in_money else _plain(figure, words)
    return words.say(replace(REASONS[reason.code], values=values))


def _candidates(compared: Comparison, words: Words) -> Table:
    return Table(
        (
            words("Chosen by"),
            words("Treated"),
            words("Value for every 1,000 customers"),
            words("More than the plain way"),
            words("Qini, normalised"),
            words("AUUC above random"),
            words("Uplift of the first {at:percent}", at=AT),
        ),
        tuple(
            (
                name(one.code, words),
                words.formats.percent(one.share),
                _money(one.value, words),
                _money(one.gain, words),
                _spread(one.qini, words),
                _spread(one.auuc, words),
                _spread(one.uplift_at, words),
            )
            for one in compared.candidates
        ),
    )


def _curves(compared: Comparison, words: Words) -> Table:
    def row(one: Candidate) -> tuple[str, ...]:
        money = (words.formats.money(PER * value) for value in one.curve)
        return (name(one.code, words), *money)

    shown = [one for one in compared.candidates if one.code not in ("all", "none")]
    return Table(
        (words("First treated"), *(words.formats.percent(share) for share in SHARES)),
        tuple(row(one) for one in shown),
    )


def _notes(compared: Comparison, words: Words) -> tuple[str, ...]:
    return (
        words(
            "{customers:count} customers, {treated:count} of them treated at random; chance brings"
            " arms so uneven with probability {ratio:text}.",
            customers=compared.customers,
            treated=compared.treated,
            ratio=words.formats.number(compared.sample_ratio, 3),
        ),
        words(
            "Judged on {halves:count} halves after learning on the other half; in brackets the"
            " standard deviation between halves.",
            halves=compared.halves,
        ),
        words(
            "Values are above treating nobody, after the cost of treating, with intervals of"
            " {level:percent}; the plain way is to treat everybody where that surely pays, else"
            " nobody. Intervals of what is more than it are as wide as it takes for all rows to"
            " hold together as often.",
            level=compared.level,
        ),
    )


def _plain(figure: float, words: Words) -> str:
    return words.formats.number(figure, 4)


def _money(value: Estimate, words: Words) -> str:
    f = words.formats
    shown = (f.money(PER * part) for part in (value.value, value.low, value.high))
    first, low, high = shown
    return f"{first} ({f.span(low, high)})"


def _spread(measure: Spread | None, words: Words) -> str:
    if measure is None:
        return "–"
    return f"{_plain(measure.mean, words)} ({_plain(measure.deviation, words)})"
