"""The sheet on what value is made of: each part as it is here, and who decided it."""

from collections.abc import Mapping

from volver.domain.definition import Definition, Origin, Part
from volver.domain.money import Basis
from volver.present.book.grids import columns, grid
from volver.present.findings import horizon
from volver.present.sheet import Sheet
from volver.present.words import Words


def sheet(found: Definition, words: Words) -> Sheet:
    """The sheet."""
    names = _names(words)
    return Sheet(
        slug="definition",
        title=words("Definition of value"),
        question=words("What counts as value here, and where is it set?"),
        blocks=(
            words(
                "Value is what today's customers are expected to bring from now on, within"
                " {ahead:text}, discounted at {rate:percent} a year; money counts {basis:text}."
                " What they have brought so far is told apart, and customers still to come are"
                " not in it.",
                ahead=horizon(found["horizon"].value, words),
                rate=found["rate"].value,
                basis=_money(found["money"], words),
            ),
            words(
                "The mark of this definition is {mark:text}, and it stands on every page. Under one"
                " mark figures mean the same; under two they are not to be compared.",
                mark=found.mark,
            ),
            grid(
                "definition",
                words("What value is made of"),
                columns(
                    ("part", words("Part"), "text"),
                    ("here", words("Here"), "text"),
                    ("decided_by", words("Decided by"), "text"),
                    ("setting", words("Setting"), "text"),
                ),
                (
                    (names[part.slug], _here(part, words), _origin(part.origin, words),
                     ", ".join(part.settings) or None)
                    for part in found.parts
                ),
            ),
            words(
                "To change a part, edit its setting in volver.toml and run: volver run. Every"
                " figure is computed again, and the run has a mark and a name of its own; earlier"
                " runs stay as they were."
            ),
        ),
    )  # fmt: skip


def _names(words: Words) -> dict[str, str]:
    return {
        "money": words("What money counts"),
        "rates": words("Margin rates by category"),
        "refunds": words("Refunds"),
        "service": words("Cost to serve"),
        "acquisition": words("Acquisition cost"),
        "horizon": words("How far ahead"),
        "rate": words("Discount rate a year"),
        "currency": words("Currency"),
        "zone": words("Where a day begins and ends"),
        "model": words("Forecast"),
        "level": words("Level of intervals"),
    }


def _origin(origin: Origin, words: Words) -> str:
    return {
        "stated": words("you, in volver.toml"),
        "data": words("what the data hold"),
        "default": words("volver, until you state it"),
        "fixed": words("volver, always"),
    }[origin]


def _here(part: Part, words: Words) -> str:
    f, value = words.formats, part.value
    match part.slug:
        case "money":
            return _money(part, words)
        case "rates":
            return _listed({name: f.percent(rate, 1) for name, rate in value.items()})
        case "refunds":
            return words("taken off the order they belong to, from the day they are given")
        case "service":
            return _service(value[0], value[1], words)
        case "acquisition":
            return (
                words("not taken off: it stands beside value as CAC, from the table of spend")
                if value
                else words("not taken off: no spend is known")
            )
        case "horizon":
            return horizon(value, words)
        case "rate" | "level":
            return f.percent(value, 0 if round(100 * value, 9) % 1 == 0 else 1)
        case "model":
            chosen = words("chosen by backtest") if value[0] == "auto" else str(value[0])
            events = [str(event["name"]) for event in value[2]]
            return "; ".join([chosen, *(["boosting"] if value[1] else []), *events])
    return str(value)


def _money(part: Part, words: Words) -> str:
    kind, rate = part.value
    return words.term(Basis(kind, rate).label)


def _service(costs: Mapping[str, Mapping[str, float]], in_log: bool, words: Words) -> str:
    """What is told apart as cost to serve; value itself is before it."""
    kinds = {
        "contact": words("a contact"),
        "order": words("an order"),
        "return": words("a return"),
    }
    told = [
        f"{kinds[kind]}: "
        + _listed(
            {
                words("every other channel") if channel == "*" else channel: words.formats.money(c)
                for channel, c in by_channel.items()
            }
        )
        for kind, by_channel in costs.items()
    ]
    if in_log:
        told.append(words("contacts at their cost in the log, where it names one"))
    if not told:
        return words("not taken off: no cost is known")
    return words(
        "not taken off value; taken off profit and what acquisition brings back: {costs:text}",
        costs="; ".join(told),
    )


def _listed(named: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {text}" for name, text in named.items())
