"""Where customers stand: the grid and its written boundaries, tiers, stages, bands."""

from collections.abc import Iterable, Iterator

from volver.domain.estimate import NotEnough
from volver.domain.likeness import PROTECTED, Band
from volver.domain.parts import Part
from volver.domain.rfm import GRADES, NAMES, Rfm
from volver.domain.rfm import Band as Range
from volver.domain.stages import Stage, StageCase
from volver.domain.standing import StageBook, Standing
from volver.domain.tiers import TierDay, Tiers
from volver.present.book.grids import columns, grid, part
from volver.present.book.part_names import level_name, part_name, trait_name
from volver.present.sheet import Cell, Column, Grid, Sheet, Unit
from volver.present.words import Words


def sheet(found: Standing, words: Words) -> Sheet:
    """The sheet."""
    blocks: list[Grid | str] = []
    needs: list[str] = []
    if isinstance(found.stages, NotEnough):
        needs.append(words.why(found.stages))
    else:
        blocks += _stages(found.stages, words)
    if found.tiers is not None:
        blocks += _tiers(found.tiers, words)
    if found.rfm is not None:
        blocks += _rfm(found.rfm, words)
    if found.bands:
        blocks.append(_bands(found.bands, words))
    else:
        needs.append(words("Reports by channel, country, gender or age need a file of customers."))
    return Sheet(
        "standing",
        words("Where customers stand"),
        words("Who is new, active, slipping or lost, and what do they bring?"),
        tuple(blocks),
        tuple(needs),
        "" if isinstance(found.stages, NotEnough) else _finding(found.stages.parts, words),
    )


def _finding(parts: Iterable[Part], words: Words) -> str:
    held = {p.name: p for p in parts}
    going = held.get(Stage.SLIPPING)
    if going is None:
        return ""
    gone = held[Stage.LAPSED].customers if Stage.LAPSED in held else 0
    figures = {"all": sum(p.customers for p in held.values()), "gone": gone}
    if not going.customers or going.value is None:
        return words(
            "Of {all:count} customers {gone:count} have lapsed and {slipping:count} are slipping.",
            slipping=going.customers,
            **figures,
        )
    return words(
        "Of {all:count} customers {gone:count} have lapsed and {slipping:count} are slipping;"
        " {value:money} is still expected of those who slip.",
        slipping=going.customers,
        value=going.value,
        **figures,
    )


def reason(case: StageCase, words: Words) -> str:
    """Why a customer is in a stage; each figure is of the customer."""
    # Whole days: a silence is later than a line of 13.3 days from day 14 on.
    figures = {
        "days": case.days_since_last,
        "late": int(case.late),
        "lapsed": int(case.lapsed),
        "orders": case.orders,
        "gap": case.last_gap or 0,
    }
    match case.stage:
        case Stage.NEW:
            said = words(
                "One day with an order, {days:count} days ago; an order is late after more than"
                " {late:count} days of silence.",
                **figures,
            )
        case Stage.ACTIVE:
            said = words(
                "{orders:count} days with an order, the last {days:count} days ago; the next is"
                " late after more than {late:count} days of silence.",
                **figures,
            )
        case Stage.WON_BACK:
            said = words(
                "Came back after {gap:count} days of silence; more than {lapsed:count} count as"
                " lapsed.",
                **figures,
            )
        case Stage.SLIPPING:
            said = words(
                "Silent for {days:count} days; more than {late:count} are late, more than"
                " {lapsed:count} count as lapsed.",
                **figures,
            )
        case Stage.LAPSED:
            said = words(
                "Silent for {days:count} days; more than {lapsed:count} count as lapsed.", **figures
            )
    if case.own_gap is None:
        return said
    own = words("These lines are the customer's own: an order every {gap:decimal} days.",
                gap=case.own_gap)  # fmt: skip
    return f"{said} {own}"


def _parts(slug: str, parts: Iterable[Part], words: Words) -> Iterator[list[Cell]]:
    listed = list(parts)
    people = sum(p.customers for p in listed)
    for p in listed:
        share = part(p.customers, people)
        yield [part_name(slug, p.name, words), p.customers, share, p.margin, p.value]


def _stages(found: StageBook, words: Words) -> Iterator[Grid | str]:
    yield words(
        "A customer is late after {late:count} days of silence and lapsed after {lapsed:count}:"
        " four fifths and nineteen twentieths of {gaps:count} gaps between orders were no longer."
        " After three gaps a customer's own mean gap stretches or shrinks both lines.",
        late=found.lines.late,
        lapsed=found.lines.lapsed,
        gaps=found.lines.gaps,
    )
    rows = _parts("stages", found.parts, words)
    yield grid("stages", words("Customers by stage"), _columns(words), rows)
    yield grid(
        "stage-reasons",
        words("One customer of each stage, and why"),
        columns(
            ("customer", words("Customer"), "text"),
            ("stage", words("Stage"), "text"),
            ("since", words("Since"), "day"),
            ("reason", words("Why"), "text"),
        ),
        ((who, part_name("stages", case.stage, words), case.since, reason(case, words))
         for who, case in found.examples),
    )  # fmt: skip


def _columns(words: Words) -> tuple[Column, ...]:
    return columns(
        ("part", words("Part"), "text"),
        ("customers", words("Customers"), "count"),
        ("share", words("Share of customers"), "share"),
        ("margin", words("Margin to date"), "money"),
        ("value", words("Expected value"), "money"),
    )


def _tiers(found: Tiers, words: Words) -> Iterator[Grid | str]:
    if found.expected is not None:
        yield _tier_grid(
            "tiers", words("Tiers by expected margin"), (found.expected,), words,
            words("The thresholds are those of the settings, or were proposed from these values."),
        )  # fmt: skip
    yield _tier_grid(
        "tiers-past", words("Tiers by the margin of the year before"), found.past, words,
        words("As known on each day. Not comparable with tiers by expected margin."),
    )  # fmt: skip


def _tier_grid(
    slug: str, title: str, days: tuple[TierDay, ...], words: Words, caution: str
) -> Grid:
    return grid(
        slug,
        title,
        columns(
            ("day", words("Day"), "day"),
            ("tier", words("Tier"), "text"),
            ("from", words("From"), "money"),
            ("customers", words("Customers"), "count"),
            ("share", words("Share of customers"), "share"),
            ("money", words("Margin"), "money"),
            ("money_share", words("Share of margin"), "share"),
        ),
        (
            (day.day, t.name, t.least, t.customers,
             part(t.customers, sum(each.customers for each in day.tiers)),
             t.money, part(t.money, sum(each.money for each in day.tiers)))
            for day in days for t in day.tiers
        ),
        caution,
    )  # fmt: skip


def _rfm(found: Rfm, words: Words) -> Iterator[Grid | str]:
    yield grid(
        "rfm", words("Customers by how lately, how often and how much"),
        _columns(words), _parts("rfm", found.parts, words),
        words("The names are a convention of the trade; they foretell nothing by themselves."),
    )  # fmt: skip
    grades = [(f"grade_{k}", str(k)) for k in range(1, GRADES + 1)]
    by_grade = {(c.days_grade, c.other_grade): c.customers for c in found.cells}
    down = range(GRADES, 0, -1)
    corner = words("Grade of days, down; of orders and margin, across")

    def headed(unit: Unit) -> tuple[Column, ...]:
        return (
            Column("days_grade", corner, "text"),
            *(Column(name, title, unit) for name, title in grades),
        )

    yield grid(
        "rfm-cells", words("The grid: customers"), headed("count"),
        ((str(r), *(by_grade[r, o] for o in range(1, GRADES + 1))) for r in down), is_heat=True,
    )  # fmt: skip
    yield grid(
        "rfm-names", words("The grid: names"), headed("text"),
        ((str(r), *(part_name("rfm", name, words) for name in NAMES[r - 1])) for r in down),
        words("The grade across is the mean of the grades of orders and of margin, rounded up."),
    )  # fmt: skip
    measures = {
        "days": words("Days since the last order"),
        "occasions": words("Days with an order"),
        "margin": words("Margin to date"),
    }
    yield grid(
        "rfm-boundaries",
        words("The grid: boundaries, version {n:count}", n=found.rule.version),
        columns(
            ("measure", words("Measure"), "text"),
            ("grade", words("Grade"), "count"),
            ("range", words("Range"), "text"),
        ),
        ((title, band.grade, _range(band, which == "margin", words))
         for which, title in measures.items() for band in found.rule.bands(which)),
    )  # fmt: skip


def _range(band: Range, is_money: bool, words: Words) -> str:
    """A written range: whole numbers from the one after the range before."""
    if is_money:
        low = None if band.above is None else words.formats.money(band.above)
        high = None if band.up_to is None else words.formats.money(band.up_to)
        if low is None:
            return words("everything") if high is None else words("up to {high:text}", high=high)
        if high is None:
            return words("more than {low:text}", low=low)
        return words("more than {low:text}, up to {high:text}", low=low, high=high)
    if band.above is None:
        return (
            words("everything") if band.up_to is None
            else words("up to {high:text}", high=words.formats.number(band.up_to))
        )  # fmt: skip
    first = words.formats.number(band.above + 1)
    if band.up_to is None:
        return words("{low:text} or more", low=first)
    last = words.formats.number(band.up_to)
    return first if first == last else words.formats.span(first, last)


def _bands(found: tuple[Band, ...], words: Words) -> Grid:
    people = {b.trait: 0 for b in found}
    for b in found:
        people[b.trait] += b.customers
    caution = words(
        "Where nothing is known the level is unknown. Gender and age serve reports and budgets:"
        " they are kept out of prices and of rules of service."
    )
    return grid(
        "bands",
        words("Customers by what is known of them"),
        columns(
            ("trait", words("Trait"), "text"),
            ("level", words("Level"), "text"),
            ("customers", words("Customers"), "count"),
            ("share", words("Share of customers"), "share"),
            ("margin", words("Margin to date"), "money"),
            ("value", words("Expected value"), "money"),
        ),
        (
            (trait_name(b.trait, words), level_name(b.level, words), b.customers,
             part(b.customers, people[b.trait]), b.margin, b.value)
            for b in found
        ),
        caution if {b.trait for b in found} & set(PROTECTED) else "",
    )  # fmt: skip
