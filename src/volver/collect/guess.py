"""Propose which column means what, from names and contents; say why, and how sure."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from typing import Literal

from volver.collect.dates import way_of
from volver.collect.mapping import FIELDS, Mapping, position
from volver.collect.numbers import MISSING, NumberFormat, decide, value_of
from volver.collect.stage import Raw
from volver.collect.synonyms import fit
from volver.collect.truths import TRUTH

Sure = Literal["sure", "likely"]

SAMPLE = 200
SURE = 0.9
"""How well a name must fit for a guess to need no second look."""
_NUMBER = re.compile(
    r"\W*(?:[A-Za-z]{1,3}\W*)?[0-9][0-9.,\s'’]*(?:[eE][-+]?[0-9]+)?\W*(?:[A-Za-z]{1,3}\W*)?"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """One column proposed for one field."""

    field: str
    column: str
    why: str
    sure: Sure

    @property
    def sentence(self) -> str:
        """The proposal in words."""
        hedge = "" if self.sure == "sure" else " (likely, please check)"
        return f"{self.field} is read from column {self.column!r}: {self.why}{hedge}"


def propose(raw: Raw, stated: Mapping) -> tuple[Mapping, list[Guess]]:
    """The stated mapping with the open fields filled in; what a person stated stands."""
    by_name = _by_name(raw, stated)
    guesses = list(_without_conflict(by_name, raw, stated))
    columns = {**stated.columns, **{guess.field: guess.column for guess in guesses}}
    return replace(stated, columns=columns), guesses


def _by_name(raw: Raw, stated: Mapping) -> dict[str, Guess]:
    """The best column for each open field, the closest names first."""
    taken = set(stated.columns.values())
    ranked = sorted(
        (-score, at, field)
        for at, column in enumerate(raw.columns)
        for field in FIELDS
        if (score := fit(field, column)) > 0 and _fits(field, raw, at)
    )
    guesses: dict[str, Guess] = {}
    for score, at, field in ranked:
        column = raw.columns[at]
        if field not in guesses and field not in stated.columns and column not in taken:
            taken.add(column)
            sure: Sure = "sure" if score < -SURE else "likely"
            guesses[field] = Guess(field, column, "its name says so", sure)
    return guesses


def _without_conflict(guesses: dict[str, Guess], raw: Raw, stated: Mapping) -> Iterator[Guess]:
    """The guesses that make sense together, in the order of the fields."""
    known = {*guesses, *stated.columns}
    if "unit_price" in guesses and "quantity" not in known and "amount" not in known:
        why = "it is a price, and there is no quantity"
        guesses["amount"] = replace(guesses.pop("unit_price"), field="amount", why=why)
    if "amount" in guesses and {"quantity", "unit_price"} <= known:
        columns = {**stated.columns, **{field: guess.column for field, guess in guesses.items()}}
        if not _is_line_total(columns, raw):
            total = guesses.pop("amount").column
            why = f"times quantity; {total!r} is something else, such as a total of the order"
            if "unit_price" in guesses:
                guesses["unit_price"] = replace(guesses["unit_price"], why=why, sure="likely")
    if "unit_cost" in guesses and "quantity" not in known:
        del guesses["unit_cost"]
    if "quantity" in guesses and not known & {"unit_price", "unit_cost", "product"}:
        del guesses["quantity"]
    yield from (guesses[field] for field in FIELDS if field in guesses)


def _is_line_total(columns: MappingType[str, str], raw: Raw) -> bool:
    """Whether the amount is about quantity times price, less a discount or with a tax."""
    amounts, quantities, prices = (
        _values(raw, columns[field]) for field in ("amount", "quantity", "unit_price")
    )
    ratios = [
        amounts[line] / (quantities[line] * prices[line])
        for line in amounts.keys() & quantities.keys() & prices.keys()
        if quantities[line] * prices[line]
    ]
    near = sum(0.5 <= ratio <= 1.3 for ratio in ratios)
    return near >= 0.9 * len(ratios)


def _values(raw: Raw, column: str) -> dict[int, float]:
    """The numbers of a column in the sample, by line."""
    texts = raw.texts(position(column, raw.columns) or 0)
    how = decide(texts, None, column, raw.source, NumberFormat())
    found = ((line, value_of(text, how)) for line, text in texts)
    return {line: value for line, value in found if value is not None}


def _fits(field: str, raw: Raw, at: int) -> bool:
    """Whether what stands in the column can be this field at all."""
    if field == "date":
        return holds_dates(raw, at)
    if field in ("amount", "quantity", "unit_price", "cost", "unit_cost"):
        return holds_numbers(raw, at)
    if field == "goods_back":
        return holds_truths(raw, at)
    return True


def holds_dates(raw: Raw, at: int) -> bool:
    """Whether a column's sample has a date, or nothing."""
    texts = [text for _, text in raw.texts(at)[:SAMPLE]]
    is_date = raw.kinds[at] in ("day", "time", "instant")
    return is_date or not texts or any(way_of(text) for text in texts)


def holds_truths(raw: Raw, at: int) -> bool:
    """Whether a column's sample has nothing but yes and no."""
    texts = {text.strip().lower() for _, text in raw.texts(at)[:SAMPLE]}
    return texts <= {*TRUTH, *MISSING}


def holds_numbers(raw: Raw, at: int) -> bool:
    """Whether a column's sample has a number, or nothing."""
    if raw.kinds[at] != "text":
        return raw.kinds[at] in ("whole", "decimal", "float")
    texts = [text for _, text in raw.texts(at)[:SAMPLE]]
    return not texts or any(_NUMBER.fullmatch(text) for text in texts)
