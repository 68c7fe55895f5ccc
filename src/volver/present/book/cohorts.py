"""Cohorts on one page."""

from collections.abc import Iterator

from volver.domain.cohorts import CohortBook, CohortStep, CohortTable, Measure
from volver.present.book.part_names import class_caution, group_name, split_name, split_told
from volver.present.charts.cohorts import cohort_lines
from volver.present.drawing import PAGE, Drawing
from volver.present.sentence import Sentence
from volver.present.sheet import Cell, Column, Grid, Sheet, Unit
from volver.present.words import Words

TITLES: dict[tuple[Measure, bool], Sentence] = {
    ("margin", True): Sentence("Margin per customer so far"),
    ("revenue", True): Sentence("Revenue per customer so far"),
    ("margin", False): Sentence("Margin in each period"),
    ("revenue", False): Sentence("Revenue in each period"),
    ("orders", False): Sentence("Orders in each period"),
    ("active", False): Sentence("Active share: customers with an order in the period"),
}
UNITS: dict[tuple[Measure, bool], Unit] = {
    ("margin", True): "money",
    ("margin", False): "money",
    ("revenue", True): "money",
    ("revenue", False): "money",
    ("orders", True): "ratio",
    ("orders", False): "count",
    ("active", True): "share",
    ("active", False): "count",
}
"""By measure, and whether it is per customer."""
COHORT: dict[CohortStep, Sentence] = {
    "month": Sentence("First order in"),
    "quarter": Sentence("First order in the quarter from"),
    "year": Sentence("First order in the year from"),
}
PERIODS: dict[CohortStep, Sentence] = {
    "month": Sentence("Columns are calendar months after that of the first order."),
    "quarter": Sentence("Columns are calendar quarters after that of the first order."),
    "year": Sentence("Columns are calendar years after that of the first order."),
}


def sheet(found: CohortBook, words: Words) -> Sheet:
    """Are new cohorts better than those before them?"""
    lines = cohort_lines(found.tables[0], words, PAGE) if found.tables else None
    blocks: list[Grid | Drawing | str] = [
        words(
            "A cohort is the customers of one period of first order. Cells whose period has not "
            "begun are empty; the last one of each row is marked where its period has not ended. "
            "Basis: {basis:text}.",
            basis=words.term(found.basis),
        ),
        words(
            "The first cohort of the data may hold customers who had ordered before the data begin."
        ),
    ]
    if found.apart:
        blocks.append(
            words(
                "Customers who kept nothing they bought are in no cohort; what they "
                "brought, {money:money}, is in the total of the shop.",
                money=found.apart,
            )
        )
    if lines is not None:
        blocks.append(lines)
    for table in (*found.tables, *found.splits):
        blocks.append(cohort_grid(table, words))
        blocks += intervals(table, words)
    needs: tuple[str, ...] = ()
    if not found.is_margin:
        needs = (words("CAC and payback need margin: a cost column or a margin rate."),)
    elif not found.has_spend:
        needs = (words("CAC and payback need spend with the purpose acquire, by day or by month."),)
    return Sheet(
        slug="cohorts",
        title=words("Cohorts"),
        question=words("Are new customers better than those who came before them?"),
        blocks=tuple(blocks),
        needs=needs,
    )


def cohort_grid(table: CohortTable, words: Words) -> Grid:
    """Cohorts against age, with size, and CAC and payback where spend is known."""
    unit = UNITS[table.measure, table.per_customer]
    has_cac = any(row.cac is not None for row in table.rows)
    by = [Column("group", split_name(table.by, words), "text")] if table.by else []
    cac = []
    if has_cac:
        title = words("CAC of the channel") if table.by else words("CAC, blended")
        cac = [
            Column("cac", title, "money"),
            Column("payback_months", words("Paid back within (months)"), "months"),
        ]
    columns = (
        Column("cohort", words.say(COHORT[table.step]), "month"),
        *by,
        Column("customers", words("Customers"), "count"),
        *cac,
        *(Column(f"period_{age}", f"+{age}", unit) for age in range(table.ages)),
    )
    rows: list[tuple[Cell, ...]] = []
    partial = set()
    before = len(columns) - table.ages
    for place, row in enumerate(table.rows):
        head: list[Cell] = [
            row.start,
            *([group_name(table.by, row.group, words)] if by else []),
            row.size,
        ]
        head += [row.cac, row.payback] if has_cac else []
        rows.append((*head, *row.values))
        if row.partial is not None:
            partial.add((place, before + row.partial))
    title = words.say(TITLES[table.measure, table.cumulative])
    cautions = [words.say(PERIODS[table.step]), *class_caution(table.by, words)]
    if has_cac:
        cautions.append(
            words(
                "An empty payback means not yet, or that the spend of the period is not known in "
                "full."
            )
        )
    return Grid(
        slug="_".join(
            filter(None, ("cohorts", table.measure, "so_far" * table.cumulative, _slug(table.by)))
        ),
        title=words("{what:text}, by {split:text}", what=title, split=split_told(table.by, words))
        if table.by
        else title,
        columns=columns,
        rows=tuple(rows),
        caution=" ".join(cautions),
        is_heat=True,
        partial=frozenset(partial),
    )


def intervals(table: CohortTable, words: Words) -> Iterator[Grid]:
    """The intervals of small cohorts, one row a cell; nothing where no cohort is small."""
    rows: list[tuple[Cell, ...]] = [
        (row.start, group_name(table.by, row.group, words), row.size, age, value, *band)
        for row in table.rows
        for age, (value, band) in enumerate(zip(row.values, row.bands, strict=True))
        if band is not None and value is not None and age != row.partial
    ]
    if not rows or table.by:
        return
    unit = UNITS[table.measure, table.per_customer]
    yield Grid(
        slug=f"cohort_intervals_{table.measure}",
        title=words("How sure the figures of small cohorts are"),
        columns=(
            Column("cohort", words.say(COHORT[table.step]), "month"),
            Column("group", words("Group"), "text"),
            Column("customers", words("Customers"), "count"),
            Column("period", words("Period"), "count"),
            Column("value", words.say(TITLES[table.measure, table.cumulative]), unit),
            Column("low", words("Lower end"), unit),
            Column("high", words("Upper end"), unit),
        ),
        rows=tuple(rows),
        caution=words(
            "Intervals hold the truth in {level:percent} of cases. Few large customers can bend "
            "those of means.",
            level=table.level,
        ),
    )


def _slug(by: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in by)
