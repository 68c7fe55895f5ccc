"""Segments: what each is worth, what it costs, and whom to concentrate on."""

from volver.domain.segment_figures import ACTIVE_DAYS, SegmentBook, SegmentFigures, SegmentRow
from volver.domain.value import ValueClass
from volver.present.findings import CLASS_NAMES
from volver.present.rules import told
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.words import Words


def sheet(records: SegmentBook, words: Words) -> Sheet:
    """The page of segments."""
    return Sheet(
        slug="segments",
        title=words("Segments"),
        question=words("What groups of customers do we have, and what is each worth?"),
        blocks=(*_grids(records, words), *_stakes(records, words)),
        needs=tuple(_needs(records, words)),
        finding=_finding(records, words),
    )


def _finding(records: SegmentBook, words: Words) -> str:
    best = next((r.figures for r in records.classes if r.segment.name == ValueClass.BEST), None)
    if best is None or best.value_share is None:
        return ""
    return words(
        "{n:count} customers, {share:percent} of all, hold {value_share:percent} of the expected"
        " value.",
        n=best.customers,
        share=best.share,
        value_share=best.value_share,
    )


def _grids(records: SegmentBook, words: Words) -> list[Grid]:
    unknown = words("Not known")
    groups = (
        ("segments", words("Your segments"), records.own),
        ("value-classes", words("The four classes"), records.classes),
        ("genders", words("By gender"), records.genders),
        ("ages", words("By age"), records.ages),
    )
    found = []
    for slug, title, rows in groups:
        if not rows:
            continue
        lines = [
            (_name(slug, row, words) or unknown, *_rule(slug, row, words), *_cells(row.figures))
            for row in rows
        ]
        whole = (words("All customers"), *((None,) if slug == "segments" else ()))
        lines.append((*whole, *_cells(records.everybody)))
        columns = _columns(words, with_rule=slug == "segments")
        found.append(Grid(slug, title, columns, tuple(lines), _caution(slug, records, words)))
    return found


def _name(slug: str, row: SegmentRow, words: Words) -> str:
    if slug == "value-classes":
        return words.say(CLASS_NAMES[ValueClass(row.segment.name)])
    return row.segment.name


def _rule(slug: str, row: SegmentRow, words: Words) -> tuple[str, ...]:
    return (told(row.segment.rule, words),) if slug == "segments" else ()


def _columns(words: Words, with_rule: bool) -> tuple[Column, ...]:
    rule = (Column("rule", words("Rule"), "text"),) if with_rule else ()
    return (
        Column("segment", words("Segment"), "text"),
        *rule,
        Column("customers", words("Customers"), "count"),
        Column("share", words("Share of customers"), "share"),
        Column("orders", words("Orders"), "count"),
        Column("margin", words("Margin to date"), "money"),
        Column("margin_share", words("Share of margin"), "share"),
        Column("value", words("Value"), "money"),
        Column("value_low", words("Lower end"), "money"),
        Column("value_high", words("Upper end"), "money"),
        Column("value_share", words("Share of value"), "share"),
        Column("at_stake", words("Value at stake"), "money"),
        Column("active_share", words("Active share"), "share"),
        Column("p_alive", words("Mean P(alive)"), "share"),
        Column("cost_to_serve", words("Cost to serve, per customer"), "money"),
        Column("cac", words("CAC, paid"), "money"),
    )


def _cells(one: SegmentFigures) -> tuple[Cell, ...]:
    low, high = one.interval or (None, None)
    return (
        one.customers, one.share, one.orders, one.margin, one.margin_share, one.value, low, high,
        one.value_share, one.at_stake, one.active_share, one.alive, one.cost_to_serve, one.cac,
    )  # fmt: skip


def _caution(slug: str, records: SegmentBook, words: Words) -> str:
    said = {
        "segments": words(
            "A customer may be in several of these, or in none: they do not add up to all."
        ),
        "value-classes": words("Each customer is in exactly one class."),
    }.get(
        slug,
        words("For reports and budgets: gender and age may not decide on prices or service."),
    )
    active = words(
        "Active: with an order in the last {days:count} days. Of the value, {level:percent} of such"
        " intervals hold what comes.",
        days=ACTIVE_DAYS,
        level=records.level,
    )
    return f"{said} {active}"


def _stakes(records: SegmentBook, words: Words) -> list[Grid]:
    if not records.stakes:
        return []
    columns = (
        Column("customer_id", words("Customer"), "text"),
        Column("at_stake", words("Value at stake"), "money"),
        Column("value", words("Value"), "money"),
        Column("p_alive", words("P(alive)"), "share"),
        Column("orders", words("Orders"), "count"),
        Column("last_order", words("Last order"), "day"),
        Column("margin", words("Margin to date"), "money"),
    )
    rows = tuple(
        (o.customer_id, o.at_stake, o.value, o.p_alive, o.orders, o.last_order, o.margin)
        for o in records.stakes
    )
    caution = words(
        "Value at stake is value x (1 - P(alive)): what is expected of a customer times the chance"
        " that they are gone, or under contract that they leave within the horizon. The value has"
        " that chance in it already, so this is an order in which to look at customers, not a loss"
        " to come."
    )
    return [Grid("at-stake", words("Whom to concentrate on"), columns, rows, caution)]


def _needs(records: SegmentBook, words: Words) -> list[str]:
    everybody, needs = records.everybody, []
    if not records.own:
        needs.append(words("Your own segments: write them in volver.toml under [segments]."))
    if everybody.value is None:
        needs.append(words("Value: a forecast needs more orders, or more time."))
    if not records.ages:
        needs.append(words("By gender and age: a source of customers that says them."))
    if everybody.cost_to_serve is None:
        needs.append(words("Cost to serve: interactions, or unit costs in the settings."))
    if not everybody.cac_of:
        needs.append(words("CAC: spend by channel, and the channel that brought each customer."))
    return needs
