"""Propose which column means what, from names and contents; say why, and how sure."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from volver.collect.dates import way_of
from volver.collect.mapping import FIELDS, Mapping
from volver.collect.stage import Raw
from volver.collect.synonyms import fit

SAMPLE = 200
_NUMBER = re.compile(r"\W*(?:[A-Za-z]{1,3}\W*)?[0-9][0-9.,\s'’]*\W*(?:[A-Za-z]{1,3}\W*)?")


@dataclass(frozen=True, slots=True)
class Guess:
    """One column proposed for one field."""

    field: str
    column: str
    why: str
    sure: Literal["sure", "likely"]

    @property
    def sentence(self) -> str:
        """The proposal in words."""
        hedge = "" if self.sure == "sure" else " (likely, please check)"
        return f"{self.field} is read from column {self.column!r}: {self.why}{hedge}"


def propose(raw: Raw, stated: Mapping) -> tuple[Mapping, list[Guess]]:
    """The stated mapping with the open fields filled in; what a person stated stands."""
    taken = set(stated.columns.values())
    open_fields = [field for field in FIELDS if field not in stated.columns]
    ranked = sorted(
        (
            (-score, at, field)
            for at, column in enumerate(raw.columns)
            if column not in taken
            for field in open_fields
            if (score := fit(field, column)) > 0 and _fits(field, raw, at)
        ),
    )
    guesses: dict[str, Guess] = {}
    for score, at, field in ranked:
        if field not in guesses and raw.columns[at] not in taken:
            taken.add(raw.columns[at])
            guesses[field] = Guess(
                field, raw.columns[at], "its name says so", "sure" if score < -0.9 else "likely"
            )
    chosen = _without_conflict(guesses, stated)
    columns = {**stated.columns, **{guess.field: guess.column for guess in chosen}}
    return replace(stated, columns=columns), chosen


def _without_conflict(guesses: dict[str, Guess], stated: Mapping) -> list[Guess]:
    """A price without a quantity is what was paid; a quantity alone says nothing."""
    known = {*guesses, *stated.columns}
    if "unit_price" in guesses and "quantity" not in known and "amount" not in known:
        price = guesses.pop("unit_price")
        guesses["amount"] = replace(
            price, field="amount", why="a price, and there is no quantity", sure="likely"
        )
    if "unit_cost" in guesses and "quantity" not in known:
        del guesses["unit_cost"]
    if "quantity" in guesses and not known & {"unit_price", "unit_cost"}:
        del guesses["quantity"]
    return [guesses[field] for field in FIELDS if field in guesses]


def _fits(field: str, raw: Raw, at: int) -> bool:
    """Whether what stands in the column can be this field at all."""
    kind = raw.kinds[at]
    texts = [text for _, text in raw.texts(at)[:SAMPLE]]
    if field == "date":
        is_date = kind in ("day", "time", "instant")
        return is_date or not texts or any(way_of(text) for text in texts)
    if field in ("amount", "quantity", "unit_price", "cost", "unit_cost"):
        if kind != "text":
            return kind in ("whole", "decimal", "float")
        return not texts or any(_NUMBER.fullmatch(text) for text in texts)
    return True
