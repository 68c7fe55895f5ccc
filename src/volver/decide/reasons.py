"""Why a customer is in a class, in words; each number in the sentence stands in the same row.

The sentences here are English; the app hands in those of the reader's language. A slot names a
column of the values table and how to write it: {value:money}, {orders:count}, {p_alive:percent},
{last_order:day}.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from volver.decide.classes import ORDER
from volver.domain.value import ValueClass

_SLOT = re.compile(r"\{([a-z_]+):([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Case:
    """When a sentence applies, and the sentence."""

    slug: str
    condition: str
    """SQL over the row."""
    sentence: str


_ONCE = (
    "One order so far, on {last_order:day}. Expected value in the next {horizon_days:count} days:"
    " {value:money}, between {value_low:money} and {value_high:money}."
)
_SEVERAL = (
    "{orders:count} orders so far, the last on {last_order:day}; {p_alive:percent} likely to be"
    " still a customer. Expected value in the next {horizon_days:count} days: {value:money},"
    " between {value_low:money} and {value_high:money}."
)
_NO_P_ALIVE = (
    "{orders:count} orders so far, the last on {last_order:day}. Expected value in the next"
    " {horizon_days:count} days: {value:money}, between {value_low:money} and {value_high:money}."
)
_RARE = (
    "The last order so far on {last_order:day}. Expected value in the next {horizon_days:count}"
    " days: {value:money} on average; most customers like this one bring {value_high:money}"
    " or less."
)
_ONCE_PLAIN = (
    "One order so far, on {last_order:day}. Expected value in the next {horizon_days:count} days:"
    " {value:money}."
)
_PLAIN = (
    "{orders:count} orders so far, the last on {last_order:day}. Expected value in the next"
    " {horizon_days:count} days: {value:money}."
)
LEADS: dict[ValueClass, str] = {
    ValueClass.BEST: "Among the few who hold most of the value.",
    ValueClass.POTENTIAL: "A fair chance to reach the value of the best.",
    ValueClass.GOOD: "Adds to the value of the base.",
    ValueClass.NEVER_PROFITABLE: "Loses money even at the upper end of the interval.",
}
NO_GAIN = "Not expected to add to the value of the base."
"""What leads instead for the good who are expected to bring nothing, or a loss that may not be."""
CASES: tuple[Case, ...] = (
    Case("no_value", "value IS NULL", "{why:text}"),
    Case("once_no_interval", "orders = 1 AND value_low IS NULL", _ONCE_PLAIN),
    Case("no_interval", "value_low IS NULL", _PLAIN),
    # A few who order again lift the mean of many who do not above the interval's upper end.
    Case("rare", "value_high < value", _RARE),
    Case("once", "orders = 1", _ONCE),
    # Who has ordered on one day only gives a model nothing to tell life from death by.
    Case("no_p_alive", "repeat_count = 0 OR p_alive IS NULL", _NO_P_ALIVE),
    Case("several", "TRUE", _SEVERAL),
)
MESSAGES: tuple[str, ...] = (
    *LEADS.values(),
    NO_GAIN,
    *dict.fromkeys(case.sentence for case in CASES),
)
"""Everything here that people read, for the message catalogues."""


def reason_sql(
    translate: Callable[[str], str], thousands: str, point: str
) -> tuple[str, Mapping[str, str]]:
    """One SQL expression over the row, and the texts it binds.

    The row has the columns of the values table, `class_code` and `why`.
    """
    texts: dict[str, str] = {"thousands": thousands, "point": point}

    def bound(text: str) -> str:
        name = f"text_{len(texts)}".translate(str.maketrans("0123456789", "abcdefghij"))
        texts[name] = text
        return f"${name}"

    no_gain = f"class_code = {ORDER.index(ValueClass.GOOD)} AND value <= 0"
    leads = " ".join(
        f"WHEN {condition} THEN {bound(translate(lead) + ' ')}"
        for condition, lead in (
            (no_gain, NO_GAIN),
            *((f"class_code = {ORDER.index(name)}", lead) for name, lead in LEADS.items()),
        )
    )
    cases = " ".join(
        f"WHEN {case.condition} THEN {_sentence(translate(case.sentence), bound)}" for case in CASES
    )
    return f"CONCAT(CASE {leads} ELSE '' END, CASE {cases} END)", texts


def _sentence(sentence: str, bound: Callable[[str], str]) -> str:
    pieces: list[str] = []
    end = 0
    for slot in _SLOT.finditer(sentence):
        if slot.start() > end:
            pieces.append(bound(sentence[end : slot.start()]))
        pieces.append(_written(slot[1], slot[2]))
        end = slot.end()
    if end < len(sentence):
        pieces.append(bound(sentence[end:]))
    return f"CONCAT({', '.join(pieces)})"


def _written(column: str, how: str) -> str:
    match how:
        case "money":
            return f"v_decimals({column}, $thousands, $point)"
        case "count":
            return f"v_whole({column}, $thousands)"
        case "percent":
            return f"CONCAT(v_whole(100 * {column}, $thousands), ' %')"
        case _:
            return f"CAST({column} AS TEXT)"
