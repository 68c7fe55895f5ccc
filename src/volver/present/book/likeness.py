"""The ideal customer and the actual ones, what sets the best apart, and groups of like ones."""

from collections.abc import Iterator

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.likeness import Cluster, Clusters, LikenessBook, LookAlike, PersonaFit
from volver.present.book.grids import columns, grid, three
from volver.present.book.part_names import level_name, trait_name
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

FEATURES = {
    "days_since_last": Sentence("days since the last order"),
    "occasions": Sentence("days with an order"),
    "margin_per_occasion": Sentence("margin per day with an order"),
    "age": Sentence("days since the first order"),
}


def sheet(found: LikenessBook, words: Words) -> Sheet:
    """The sheet."""
    blocks: list[Grid | str] = []
    needs: list[str] = []
    for one in found.personas:
        blocks += _persona(one, words)
        needs += [words.why(one.fit)] if isinstance(one.fit, NotEnough) else []
    if not found.personas:
        needs.append(words("A persona needs something known of customers, such as their channel."))
    for told in (found.look_alike, found.clusters):
        match told:
            case NotEnough():
                needs.append(words.why(told))
            case LookAlike():
                blocks += _look_alike(told, words)
            case Clusters():
                blocks += _clusters(told, words)
    return Sheet(
        "likeness",
        words("Ideal and actual customers"),
        words("Does today's customer look like our ideal one, and who is like the best?"),
        tuple(blocks),
        tuple(needs),
    )


def _persona(found: PersonaFit, words: Words) -> Iterator[Grid | str]:
    f, name = words.formats, words.term(found.persona.name)
    if isinstance(found.fit, Estimate):
        yield words(
            "{name:text}: the fit of {customers:count} customers is {fit:text} ({low:text} to"
            " {high:text}); alike in every trait would be {all:percent}.",
            all=1.0,
            name=name,
            fit=f.percent(found.fit.value),
            low=f.percent(found.fit.low),
            high=f.percent(found.fit.high),
            customers=found.customers,
        )
    if found.persona.description:
        yield found.persona.description
    if found.persona.rule:
        yield words("Looked at: {rule:text}", rule=found.persona.rule)
    if isinstance(found.drift, Estimate):
        figures = {
            "points": f.number(100 * found.drift.value, 1),
            "low": f.number(100 * found.drift.low, 1),
            "high": f.number(100 * found.drift.high, 1),
            "day": found.since,
        }
        yield words(
            "Against those who were customers by {day:day}, the fit has moved by {points:text}"
            " points ({low:text} to {high:text}).",
            **figures,
        )
    yield grid(
        f"persona-{found.persona.name.lower().replace(' ', '-').replace(chr(39), '')}",
        words("{name:text}: ideal and actual shares", name=name),
        columns(
            ("trait", words("Trait"), "text"),
            ("level", words("Level"), "text"),
            ("ideal", words("Ideal"), "share"),
            ("actual", words("Actual"), "share"),
            ("fit", words("Fit of the trait"), "share"),
            ("known", words("Known of"), "count"),
        ),
        (
            (trait_name(t.trait, words), level_name(level, words), ideal, actual, t.fit, t.known)
            for t in found.traits for level, ideal, actual in t.levels
        ),
        words("Shares among customers of whom the trait is known."),
    )  # fmt: skip


def _look_alike(found: LookAlike, words: Words) -> Iterator[Grid | str]:
    yield grid(
        "look-alike",
        words("What sets the top {n:count} customers apart", n=found.top),
        columns(
            ("trait", words("Trait"), "text"),
            ("level", words("Level"), "text"),
            ("beyond_chance", words("Beyond chance"), "text"),
            ("lift", words("Times as common"), "ratio"),
            ("lift_low", words("Lower end"), "ratio"),
            ("lift_high", words("Upper end"), "ratio"),
            ("top", words("Top customers"), "count"),
            ("top_share", words("Share of the top"), "share"),
            ("rest", words("Other customers"), "count"),
            ("rest_share", words("Share of the others"), "share"),
        ),
        (
            (trait_name(r.trait, words), level_name(r.level, words),
             words("yes") if r.is_beyond_chance else words("no"), *three(r.lift),
             r.top, r.top_share, r.rest, r.rest_share)
            for r in found.rows
        ),
        words(
            "What goes with being of the top, not what makes it so: a channel may bring them, or"
            " only serve those who come anyway. Of the rows beyond chance about {false:percent} are"
            " false. {unjudged:count} levels have too few customers to judge.",
            false=found.false_share,
            unjudged=found.unjudged,
        ),
    )  # fmt: skip


def _clusters(found: Clusters, words: Words) -> Iterator[Grid | str]:
    yield grid(
        "groups",
        words("Customers who behave alike"),
        columns(
            ("group", words("Group"), "count"),
            ("customers", words("Customers"), "count"),
            ("steadiness", words("Steadiness"), "share"),
            ("days_since_last", words("Days since the last order"), "days"),
            ("occasions", words("Days with an order"), "ratio"),
            ("margin", words("Margin per day with an order"), "money"),
            ("age", words("Days since the first order"), "days"),
            ("rule", words("Told apart by"), "text"),
        ),
        (
            (at, c.customers, c.steadiness, c.days_since_last, c.occasions,
             c.margin_per_occasion, c.age, _rule(c, words))
            for at, c in enumerate(found.clusters, start=1)
        ),
        words(
            "A description by medians; nothing is decided by it, and slices of one crowd may be"
            " steady too. A tree of three questions puts {accuracy:percent} of customers right."
            " Groups that came out too differently each time: {hidden:count}.",
            accuracy=found.accuracy,
            hidden=found.hidden,
        ),
    )  # fmt: skip


def _rule(cluster: Cluster, words: Words) -> str:
    paths = []
    for path in cluster.rules:
        steps = []
        for feature, above, cut in path:
            name, amount = words.say(FEATURES[feature]), words.formats.number(cut, 1)
            steps.append(
                words("{name:text} above {cut:text}", name=name, cut=amount)
                if above
                else words("{name:text} at most {cut:text}", name=name, cut=amount)
            )
        paths.append(", ".join(steps))
    return "; ".join(paths)
